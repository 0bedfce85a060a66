package io.skyjobs.providers.channel.ssh;

import java.io.InputStream;
import java.io.OutputStream;

/**
 * Two streams that carry a connection to a host.
 *
 * @param input what the host says
 * @param output what it is told
 * @param end lets go of what is behind the streams; called once
 */
record SshPipe(InputStream input, OutputStream output, Runnable end) {}
