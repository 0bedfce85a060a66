package io.skyjobs.core.spec;

/**
 * Looks at the submitting machine's file system, for checks of what a task file names.
 *
 * <p>Paths are absolute. Never throws; what cannot be looked at does not exist.
 */
public interface PathLook {
    /** Whether something, be it a file or a directory, is there. */
    boolean exists(String path);

    /** Whether a directory, or a link to one, is there. */
    boolean isDirectory(String path);
}
