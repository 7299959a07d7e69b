# SPDX-License-Identifier: Apache-2.0
# Every library that we use, found once. Modules name the imported targets that they need.
find_package(PkgConfig REQUIRED)
find_package(Threads REQUIRED)
find_package(fmt REQUIRED)
find_package(tomlplusplus REQUIRED)
find_package(CLI11 REQUIRED)
find_package(OpenSSL 3 REQUIRED)
find_package(Boost 1.81 REQUIRED COMPONENTS json)
pkg_check_modules(turbojpeg REQUIRED IMPORTED_TARGET libturbojpeg)
pkg_check_modules(jpeg REQUIRED IMPORTED_TARGET libjpeg)
pkg_check_modules(png REQUIRED IMPORTED_TARGET libpng)
pkg_check_modules(webp REQUIRED IMPORTED_TARGET libwebp libwebpdemux)
pkg_check_modules(tiff REQUIRED IMPORTED_TARGET libtiff-4)
pkg_check_modules(sodium REQUIRED IMPORTED_TARGET libsodium)
pkg_check_modules(prometheus REQUIRED IMPORTED_TARGET prometheus-cpp-core)
pkg_check_modules(seccomp REQUIRED IMPORTED_TARGET libseccomp)
pkg_check_modules(
  ffmpeg REQUIRED IMPORTED_TARGET libavformat libavcodec libswscale libavutil
)
pkg_check_modules(sqlite REQUIRED IMPORTED_TARGET sqlite3)
pkg_check_modules(hwy REQUIRED IMPORTED_TARGET libhwy)
find_package(GIF REQUIRED)
find_package(spdlog REQUIRED)
if(FACELATCH_HEIF)
  pkg_check_modules(heif REQUIRED IMPORTED_TARGET libheif)
endif()

# Debian's find_package(OpenCV) asks for every OpenCV module; two are enough for us.
find_path(OPENCV_INCLUDE opencv2/imgproc.hpp PATH_SUFFIXES opencv4 REQUIRED)
find_library(OPENCV_CORE opencv_core REQUIRED)
find_library(OPENCV_IMGPROC opencv_imgproc REQUIRED)
if(NOT TARGET facelatch_opencv)
  add_library(facelatch_opencv INTERFACE IMPORTED)
  target_include_directories(facelatch_opencv SYSTEM INTERFACE ${OPENCV_INCLUDE})
  target_link_libraries(facelatch_opencv INTERFACE ${OPENCV_IMGPROC} ${OPENCV_CORE})
endif()

include(OpenVinoWheel)
