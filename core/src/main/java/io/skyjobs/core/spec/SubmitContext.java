package io.skyjobs.core.spec;

import java.util.Collections;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Function;

/**
 * What the reading of a task file needs to know of the place and the hour it happens in.
 *
 * @param directory current directory of the submitting user, absolute; relative paths start there
 * @param home the user's home directory, absolute; stands for {@code ~}
 * @param paths looks at the file system
 * @param user the user's name, part of a generated job name
 * @param token four hexadecimal digits drawn by the caller, part of a generated job name
 * @param canonicalAccelerator the catalog's spelling of an accelerator's name, where it knows the
 *     name
 * @param clouds names of all providers that exist, lower-case; when empty, any name is taken
 * @param webhooksMayUseHttp whether a job may be told of without TLS
 */
public record SubmitContext(
        String directory,
        String home,
        PathLook paths,
        String user,
        String token,
        Function<String, Optional<String>> canonicalAccelerator,
        SortedSet<String> clouds,
        boolean webhooksMayUseHttp) {
    public SubmitContext {
        clouds = Collections.unmodifiableSortedSet(new TreeSet<>(clouds));
    }
}
