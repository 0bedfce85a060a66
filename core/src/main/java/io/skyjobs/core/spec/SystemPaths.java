package io.skyjobs.core.spec;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Set;

/** Paths of every machine that no job may have its files at: without them nothing runs there. */
final class SystemPaths {
    /** Nothing may be below them either. */
    private static final Set<String> OF_THE_KERNEL = Set.of("dev", "proc", "sys");

    /** Files may be below them, but not in their place. */
    private static final Set<String> OF_THE_SYSTEM =
            Set.of(
                    "bin",
                    "boot",
                    "etc",
                    "home",
                    "lib",
                    "lib32",
                    "lib64",
                    "libx32",
                    "root",
                    "run",
                    "sbin",
                    "tmp",
                    "usr",
                    "usr/bin",
                    "usr/lib",
                    "usr/lib64",
                    "usr/sbin",
                    "var",
                    "var/tmp");

    private SystemPaths() {}

    /** Whether an absolute path is one of them. */
    static boolean has(String path) {
        Deque<String> steps = new ArrayDeque<>();
        for (String step : path.split("/", -1)) {
            if (step.equals("..")) {
                steps.pollLast();
            } else if (!step.isEmpty() && !step.equals(".")) {
                steps.addLast(step);
            }
        }
        return steps.isEmpty()
                || OF_THE_KERNEL.contains(steps.getFirst())
                || OF_THE_SYSTEM.contains(String.join("/", steps));
    }
}
