package io.skyjobs.bench;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

/** Trees of files that are always the same, and that nothing can compress. */
final class SampleTrees {
    /** Bytes of a small file. */
    static final int SMALL = 2_000;

    private static final int PER_FOLDER = 100;
    private static final int MIB = 1 << 20;

    private SampleTrees() {}

    /** Writes many small files, a hundred in each folder. */
    static void small(Path folder, int files) throws IOException {
        RandomGenerator random = new SplittableRandom(1);
        byte[] content = new byte[SMALL];
        for (int file = 0; file < files; file++) {
            random.nextBytes(content);
            Path inner = folder.resolve("folder" + file / PER_FOLDER);
            Files.createDirectories(inner);
            Files.write(inner.resolve("file" + file), content);
        }
    }

    /** Writes one large file. */
    static void large(Path folder, int mib) throws IOException {
        RandomGenerator random = new SplittableRandom(2);
        byte[] content = new byte[MIB];
        Files.createDirectories(folder);
        try (OutputStream out = Files.newOutputStream(folder.resolve("large"))) {
            for (int one = 0; one < mib; one++) {
                random.nextBytes(content);
                out.write(content);
            }
        }
    }
}
