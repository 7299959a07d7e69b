# SPDX-License-Identifier: Apache-2.0
"""faiss' exact index of inner products, asked one question at a time, as bench/gallery/run asks ours.

Vectors are random directions; faiss keeps them as 32-bit numbers and scans all with two threads.
"""

import argparse
import resource
import time

import faiss
import numpy


def directions(count: int, size: int, generator: numpy.random.Generator) -> numpy.ndarray:
    vectors = generator.standard_normal((count, size), dtype=numpy.float32)
    return vectors / numpy.linalg.norm(vectors, axis=1, keepdims=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--templates", type=int, default=1_000_000)
    parser.add_argument("--questions", type=int, default=50)
    parser.add_argument("--threads", type=int, default=2)
    options = parser.parse_args()
    faiss.omp_set_num_threads(options.threads)
    generator = numpy.random.default_rng(1)
    index = faiss.IndexFlatIP(512)
    for _ in range(0, options.templates, 100_000):
        index.add(directions(min(options.templates, 100_000), 512, generator))
    questions = directions(options.questions, 512, generator)
    times = []
    for question in questions:
        start = time.perf_counter()
        index.search(question[None], 1)
        times.append(1000 * (time.perf_counter() - start))
    times.sort()
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"faiss {faiss.__version__} IndexFlatIP, {options.templates} templates, {options.threads} threads: "
          f"p50 {times[len(times) // 2]:.1f} ms, p95 {times[len(times) * 95 // 100]:.1f} ms, peak {memory:.0f} MiB")


if __name__ == "__main__":
    main()
