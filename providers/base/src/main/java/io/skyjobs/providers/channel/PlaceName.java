package io.skyjobs.providers.channel;

import io.skyjobs.spi.ChannelException;

import java.nio.charset.StandardCharsets;

/**
 * How what is placed for an absolute destination is called in the node's own directory, from where
 * the run's view of the file system shows it at its destination; different destinations always have
 * different names.
 */
public final class PlaceName {
    /** The directory of the node that holds all of them. */
    public static final String FOLDER = "places";

    /** Longest name of a file, in bytes, on all usual file systems. */
    private static final int LONGEST = 255;

    private PlaceName() {}

    /** Whether a destination needs no such name. */
    public static boolean isBelowHome(String destination) {
        return destination.equals("~") || destination.startsWith("~/");
    }

    /**
     * The name, without directories.
     *
     * @throws ChannelException when only the user can help: no name can stand for it
     */
    public static String of(String destination) throws ChannelException {
        if (!destination.startsWith("/")) {
            throw refused(destination, "a destination begins with / or ~/");
        }
        var path = new StringBuilder();
        for (var step : destination.split("/", -1)) {
            if (step.equals("..")) {
                throw refused(destination, "name it without '..' in it");
            }
            if (!step.isEmpty() && !step.equals(".")) {
                path.append("%2F").append(step.replace("%", "%25"));
            }
        }
        if (path.isEmpty()) {
            throw refused(destination, "the root of the file system cannot be replaced");
        }
        if (path.chars().anyMatch(Character::isISOControl)) {
            throw refused(destination, "name it without control characters");
        }
        if (path.toString().getBytes(StandardCharsets.UTF_8).length > LONGEST) {
            throw refused(destination, "the path is too long");
        }
        return path.toString();
    }

    private static ChannelException refused(String destination, String why) {
        return ChannelException.needingUser(
                "Files cannot be placed at '" + destination + "': " + why + ".");
    }
}
