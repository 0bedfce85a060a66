package io.skyjobs.providers.channel.ssh;

import java.io.IOException;

/** Walks on a host to where things go, as {@link RsyncCommand} does with the host's shell. */
final class SftpPath {
    private SftpPath() {}

    /**
     * Makes the directories that are missing.
     *
     * @return the path of the last, without a link in it where it is confined
     * @throws IOException also when a link on the way leads out of where it is confined to
     */
    static String walk(SftpLane lane, Placement placement) throws IOException {
        var start = lane.canonical(placement.start());
        var path = start;
        for (var step : placement.steps()) {
            var next = below(path, step);
            var there = lane.attributes(lane.look(next));
            if (there.isEmpty()) {
                lane.done(lane.makeDirectory(next, 0777));
            } else if (there.get().isLink()) {
                next = followed(lane, next, start, placement.confined());
            } else if (!there.get().isDirectory()) {
                throw new IOException(next + " on the host is a file, where a directory is needed");
            }
            path = next;
        }
        return path;
    }

    private static String followed(SftpLane lane, String link, String start, boolean confined)
            throws IOException {
        var target = lane.canonical(link);
        // A host that answers the link itself does not follow links there; so neither do we.
        if (confined && (target.equals(link) || !target.startsWith(below(start, "")))) {
            throw new Placement.Astray();
        }
        return target;
    }

    static String below(String path, String step) {
        return path.endsWith("/") ? path + step : path + "/" + step;
    }
}
