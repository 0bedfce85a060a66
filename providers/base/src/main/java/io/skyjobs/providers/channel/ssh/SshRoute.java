package io.skyjobs.providers.channel.ssh;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * How one host is reached, with everything looked up.
 *
 * @param title the host for people
 * @param address its name or address on the network
 * @param port between 1 and 65535
 * @param user login name
 * @param keys with which we ask to be let in
 * @param trust how its key is known
 * @param carrier what carries the connection
 */
record SshRoute(
        String title,
        String address,
        int port,
        String user,
        Keys keys,
        Trust trust,
        Carrier carrier) {
    /**
     * Keys to offer.
     *
     * @param files private keys, in order
     * @param named whether somebody named the files, so that a missing one is worth a word
     * @param certificates beside those that lie next to a key
     * @param agent the socket of an agent
     * @param onlyThese whether the agent's other keys are left alone
     */
    record Keys(
            List<Path> files,
            boolean named,
            List<Path> certificates,
            Optional<Path> agent,
            boolean onlyThese) {
        Keys {
            files = List.copyOf(files);
            certificates = List.copyOf(certificates);
        }
    }

    /**
     * How the host's key is known.
     *
     * @param name as it stands in files of host keys, with the port where it is not 22
     * @param fixed keys that are known beforehand; where there are any, nothing else counts
     * @param files of host keys
     * @param pinsFirst whether a key that is seen for the first time is trusted from then on
     */
    record Trust(String name, List<String> fixed, List<Path> files, boolean pinsFirst) {
        Trust {
            fixed = List.copyOf(fixed);
            files = List.copyOf(files);
        }
    }

    /** What carries the bytes of a connection. */
    sealed interface Carrier {
        /** A TCP connection from here. */
        record Direct() implements Carrier {}

        /** A channel of a connection to another host. */
        record Jump(SshTarget through) implements Carrier {}

        /** A process of this machine. */
        record Command(String line) implements Carrier {}
    }
}
