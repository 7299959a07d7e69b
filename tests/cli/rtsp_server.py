#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""rtsp_server.py PORT CLIP: GStreamer's RTSP server (Debian's packages, which only Debian's Python sees) plays an MP4
of H.264 in real time to who asks for rtsp://127.0.0.1:PORT/camera. Prints the port, which PORT 0 leaves to the system."""

import sys

import gi

gi.require_version("Gst", "1.0")
gi.require_version("GstRtspServer", "1.0")

from gi.repository import GLib, Gst, GstRtspServer


def main() -> None:
    port, clip = sys.argv[1:]
    Gst.init(None)
    factory = GstRtspServer.RTSPMediaFactory()
    factory.set_launch(f"( filesrc location={clip} ! qtdemux ! rtph264pay name=pay0 pt=96 config-interval=1 )")
    server = GstRtspServer.RTSPServer(address="127.0.0.1", service=port)
    server.get_mount_points().add_factory("/camera", factory)
    server.attach(None)
    print(server.get_bound_port(), flush=True)
    GLib.MainLoop().run()


if __name__ == "__main__":
    main()
