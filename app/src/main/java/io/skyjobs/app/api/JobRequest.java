package io.skyjobs.app.api;

import io.avaje.jsonb.Json;

import java.util.List;
import java.util.Optional;

/**
 * What a user wants to run: a task file or a command, flags that override it, and where the user
 * stands. Its text holds secrets and is never logged.
 *
 * @param kind what {@code content} is
 * @param fileName the file as the user named it; empty for a command
 * @param content bytes of the file, or of the command in UTF-8, in base64
 * @param name job name that overrides the file's
 * @param flags flags in the order they were given
 * @param workingDirectory absolute directory against which relative paths of the file are read
 * @param home absolute home directory of the user
 * @param userName the user
 * @param paths what is at absolute paths of the submitting machine; empty where that is the
 *     server's own machine and the server looks itself
 */
@Json(naming = Json.Naming.LowerUnderscore)
public record JobRequest(
        Kind kind,
        String fileName,
        String content,
        Optional<String> name,
        List<Flag> flags,
        String workingDirectory,
        String home,
        String userName,
        Optional<Seen> paths) {
    /**
     * What the client saw on its machine.
     *
     * @param paths all that it looked at; at other paths, nothing is known
     */
    @Json(naming = Json.Naming.LowerUnderscore)
    public record Seen(List<SeenPath> paths) {
        /** Nothing has been looked at yet. */
        public static final Seen NOTHING = new Seen(List.of());

        public Seen {
            paths = Wire.list(paths);
        }
    }

    /**
     * What is at a path.
     *
     * @param path absolute
     * @param kind what is there
     */
    @Json(naming = Json.Naming.LowerUnderscore)
    public record SeenPath(String path, PathKind kind) {
        public SeenPath {
            path = Wire.need(path, "path");
            kind = Wire.need(kind, "kind");
        }
    }

    /** Kinds of what is at a path. */
    public enum PathKind {
        /** A file. */
        FILE,
        /** A directory, or a link to one. */
        DIRECTORY,
        /** Nothing that the user can see. */
        MISSING
    }

    /** What the content is. */
    public enum Kind {
        /** A task file. */
        FILE,
        /** A bash command. */
        COMMAND,
        /** A task file if it is a YAML mapping, else the file's name is part of a command. */
        FILE_OR_COMMAND
    }

    public JobRequest {
        kind = Wire.need(kind, "kind");
        fileName = Wire.text(fileName);
        content = Wire.need(content, "content");
        name = Wire.maybe(name);
        flags = Wire.list(flags);
        workingDirectory = Wire.need(workingDirectory, "working_directory");
        home = Wire.text(home);
        userName = Wire.text(userName);
        paths = Wire.maybe(paths);
    }

    /** The same for another user. */
    public JobRequest by(String user) {
        return new JobRequest(
                kind, fileName, content, name, flags, workingDirectory, home, user, paths);
    }

    /** The same, with what is at these paths. */
    public JobRequest seeing(Seen seen) {
        return new JobRequest(
                kind,
                fileName,
                content,
                name,
                flags,
                workingDirectory,
                home,
                userName,
                Optional.of(seen));
    }

    /**
     * A flag.
     *
     * @param flag its long name with dashes, such as {@code --cpus}
     * @param value its value; {@code none} resets what the file says
     */
    @Json(naming = Json.Naming.LowerUnderscore)
    public record Flag(String flag, String value) {
        public Flag {
            flag = Wire.need(flag, "flag");
            value = Wire.need(value, "value");
        }

        @Override
        public String toString() {
            // Values may be secrets.
            return "Flag[" + flag + "]";
        }
    }

    @Override
    public String toString() {
        return "JobRequest[" + kind + " " + fileName + " " + flags + "]";
    }
}
