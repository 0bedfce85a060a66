package io.skyjobs.app.cli;

import io.skyjobs.app.api.SkyHome;

import java.nio.file.Path;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.Map;

/**
 * What surrounds a command.
 *
 * @param terminal where it reads and writes
 * @param home where the user's files are
 * @param environment environment variables
 * @param directory absolute directory in which it was called
 * @param user name of the user
 * @param clock what time it is
 * @param zone in which times are read
 * @param pause lets time pass
 * @param server the way to the server
 */
record Shell(
        Terminal terminal,
        SkyHome home,
        Map<String, String> environment,
        Path directory,
        String user,
        InstantSource clock,
        ZoneId zone,
        Pause pause,
        ServerLink server) {}
