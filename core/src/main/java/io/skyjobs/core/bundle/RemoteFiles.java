package io.skyjobs.core.bundle;

import io.skyjobs.spi.RunRequest;
import io.skyjobs.spi.store.NodeAccess;
import io.skyjobs.spi.store.StoreUri;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * The files from which {@code rclone} knows stores and has credentials for them.
 *
 * <p>A program that runs reads a login with a token out of {@code rclone.conf} again once the token
 * is over, but keys of S3 only once. Keys that are lent are therefore given to it by a profile
 * whose {@code credential_process} prints a file, as the AWS SDKs define it: they call it whenever
 * what it said last is over.
 */
final class RemoteFiles {
    private static final String PROFILES = RunRequest.LENT + ".conf";
    private static final String ID = "access_key_id";
    private static final Map<String, String> KEYS =
            Map.of(
                    ID,
                    "AccessKeyId",
                    "secret_access_key",
                    "SecretAccessKey",
                    "session_token",
                    "SessionToken");

    private final Map<String, String> files = new LinkedHashMap<>();
    private final StringBuilder remotes = new StringBuilder();
    private final StringBuilder profiles = new StringBuilder();
    private final boolean lending;

    private RemoteFiles(boolean lending) {
        this.lending = lending;
    }

    /** The name of a remote by its place in the order of remotes, from 0. */
    static String name(int index) {
        return "store" + (index + 1);
    }

    /** The files by name with which a run begins; none without a remote. */
    static Map<String, String> files(Map<StoreUri, NodeAccess> accesses) {
        return files(
                accesses,
                accesses.values().stream().anyMatch(access -> access.until().isPresent()));
    }

    /** Those for a run that began with some that are lent, whether or not all last by now. */
    static Map<String, String> renewed(Map<StoreUri, NodeAccess> accesses) {
        return files(accesses, true);
    }

    private static Map<String, String> files(Map<StoreUri, NodeAccess> accesses, boolean lending) {
        var out = new RemoteFiles(lending);
        var index = 0;
        for (var access : accesses.values()) {
            out.add(name(index), access);
            index++;
        }
        if (!accesses.isEmpty()) {
            out.files.put(RunRequest.REMOTES, out.remotes.toString());
        }
        if (!out.profiles.isEmpty()) {
            out.files.put(PROFILES, out.profiles.toString());
        }
        return out.files;
    }

    private void add(String name, NodeAccess access) {
        var options = new TreeMap<>(access.options());
        if (lending && "s3".equals(options.get("type")) && options.containsKey(ID)) {
            lend(name, access);
            options.keySet().removeAll(KEYS.keySet());
            options.put("env_auth", "true");
            options.put("profile", name);
        }
        // A value ends at its line's end.
        remotes.append('[').append(name).append("]\n");
        options.forEach(
                (option, value) ->
                        remotes.append(option)
                                .append(" = ")
                                .append(value.replaceAll("\\R", " "))
                                .append('\n'));
    }

    /** The shell that the SDK calls knows where the files are from what rclone was told. */
    private void lend(String name, NodeAccess access) {
        var file = RunRequest.LENT + "-" + name + ".json";
        profiles.append("[profile ")
                .append(name)
                .append("]\ncredential_process = cat \"${RCLONE_CONFIG%/*}/")
                .append(file)
                .append("\"\n");
        var values = new TreeMap<String, String>();
        access.options().entrySet().stream()
                .filter(option -> KEYS.containsKey(option.getKey()))
                .forEach(option -> values.put(KEYS.get(option.getKey()), option.getValue()));
        access.until().ifPresent(end -> values.put("Expiration", end.toString()));
        files.put(
                file,
                values.entrySet().stream()
                        .map(value -> quoted(value.getKey()) + ":" + quoted(value.getValue()))
                        .collect(Collectors.joining(",", "{\"Version\":1,", "}\n")));
    }

    private static String quoted(String text) {
        return '"' + text.replaceAll("\\p{Cntrl}", " ").replaceAll("([\"\\\\])", "\\\\$1") + '"';
    }
}
