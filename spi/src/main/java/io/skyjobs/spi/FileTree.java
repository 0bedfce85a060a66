package io.skyjobs.spi;

import java.nio.file.Path;

/**
 * A file or a directory with all that is in it, and where a node is to have it.
 *
 * @param destination where on the node: absolute, or {@code ~} or below {@code ~/} for the node's
 *     home
 * @param source a file or directory of the control plane's machine that holds exactly what the node
 *     is to have (contents, links, permission bits, times of change) and does not change while it
 *     is being placed
 * @param files how many files it holds
 * @param bytes how many bytes they have together
 */
public record FileTree(String destination, Path source, long files, long bytes) {}
