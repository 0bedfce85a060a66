package io.skyjobs.providers.channel.ssh;

import io.skyjobs.spi.ChannelException;
import io.skyjobs.spi.FileTree;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;

/**
 * Where on a host a tree goes: down from a directory that exists, name by name, so that each step
 * can be looked at before the next.
 *
 * @param start absolute path of a directory that exists on the host
 * @param steps the names below it; none of them is empty, {@code .} or {@code ..}
 * @param confined whether every step must stay below the start, also where it is a link
 */
record Placement(String start, List<String> steps, boolean confined) {
    /** Why a placement failed whose path has a link in it, for people. */
    static final String ASTRAY = "a link on the host leads out of the node's home";

    /** Only the user can mend it: the tree itself may have brought the link. */
    static final class Astray extends IOException {
        private static final long serialVersionUID = 1L;

        Astray() {
            super(ASTRAY);
        }
    }

    Placement {
        steps = List.copyOf(steps);
    }

    /**
     * Reads a destination.
     *
     * @param home what {@code ~} stands for
     */
    static Placement of(String home, FileTree tree) throws ChannelException {
        var wanted = tree.destination();
        if (wanted.equals("~") || wanted.startsWith("~/")) {
            return new Placement(home, steps(wanted.substring(1), wanted), true);
        }
        if (wanted.startsWith("/")) {
            return new Placement("/", steps(wanted, wanted), false);
        }
        throw ChannelException.needingUser(
                "Files cannot be placed at '"
                        + wanted
                        + "': a destination begins with / or with ~/ for the node's home.");
    }

    private static List<String> steps(String path, String wanted) throws ChannelException {
        var steps =
                Arrays.stream(path.split("/", -1))
                        .filter(step -> !step.isEmpty() && !step.equals("."))
                        .toList();
        if (steps.contains("..") || path.indexOf('\0') >= 0) {
            throw ChannelException.needingUser(
                    "Files cannot be placed at '"
                            + wanted
                            + "': name the destination without '..' in it.");
        }
        return steps;
    }

    /** Whether it is the start itself, whose own mode and time are not the tree's to change. */
    boolean isStart() {
        return steps.isEmpty();
    }

    /** Where a single file goes: the directory that it is in. */
    Placement parent() {
        return new Placement(start, steps.subList(0, steps.size() - 1), confined);
    }

    /** The name of what is placed; there is one unless {@link #isStart}. */
    String name() {
        return steps.getLast();
    }
}
