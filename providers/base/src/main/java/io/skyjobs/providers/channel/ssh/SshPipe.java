package io.skyjobs.providers.channel.ssh;

import java.io.InputStream;
import java.io.OutputStream;
import java.util.Optional;
import java.util.concurrent.ThreadFactory;
import java.util.function.Supplier;

/**
 * Two streams that carry a connection to a host.
 *
 * @param input what the host says
 * @param output what it is told
 * @param complaint what is behind the streams last said of its own troubles; empty when nothing
 * @param threads of which one may be blocked by each stream
 * @param end lets go of what is behind the streams; may be called again
 */
record SshPipe(
        InputStream input,
        OutputStream output,
        Supplier<Optional<String>> complaint,
        ThreadFactory threads,
        Runnable end) {}
