package io.skyjobs.core.bundle;

import static org.assertj.core.api.Assertions.assertThat;

import io.skyjobs.core.bundle.NodeMount.Mode;
import io.skyjobs.spi.store.NodeAccess;
import io.skyjobs.spi.store.StoreUri;

import org.junit.jupiter.api.Test;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** How credentials of stores are written for nodes. */
class RemoteFilesTest {
    private static final Instant END = Instant.parse("2026-03-01T12:00:00Z");

    private static NodeAccess keys(String key) {
        return NodeAccess.remote(
                Map.of(
                        "type", "s3",
                        "env_auth", "false",
                        "access_key_id", key,
                        "secret_access_key", "a/b+c=\"\\",
                        "session_token", "token-" + key));
    }

    private static NodeMount mount(String destination, String bucket, NodeAccess access) {
        return new NodeMount(
                destination,
                StoreUri.ofBucket("s3", "", bucket),
                access,
                Mode.MOUNT,
                Optional.empty(),
                Map.of(),
                TreeDetails.NONE);
    }

    @Test
    void keysThatLastAreWrittenOut() {
        var files = MountFiles.files(List.of(mount("~/a", "one", keys("A"))), Map.of());
        assertThat(files)
                .containsOnlyKeys("mounts.sh", "rclone.conf")
                .hasEntrySatisfying(
                        "rclone.conf",
                        text ->
                                assertThat(text)
                                        .startsWith("[store1]\naccess_key_id = A\n")
                                        .contains("\nenv_auth = false\n")
                                        .contains("\nsession_token = token-A\n"));
    }

    /** One program may be given both, and a run that began with lent ones those that last. */
    @Test
    void whereSomeAreLentAllAreAskedFor() {
        var both =
                List.of(
                        mount("~/a", "one", keys("A")),
                        mount("~/b", "two", keys("B").lentUntil(END)));
        var begun = MountFiles.files(both, Map.of());
        assertThat(begun)
                .containsOnlyKeys(
                        "mounts.sh",
                        "rclone.conf",
                        "lent.conf",
                        "lent-store1.json",
                        "lent-store2.json");
        assertThat(begun.get("lent-store1.json")).doesNotContain("Expiration");
        var lasting =
                MountFiles.credentials(
                        List.of(mount("~/a", "one", keys("A")), mount("~/b", "two", keys("C"))));
        assertThat(lasting.get("rclone.conf")).isEqualTo(begun.get("rclone.conf"));
        assertThat(lasting.get("lent-store2.json")).contains("\"C\"").doesNotContain("Expiration");
    }

    /** A program that runs would never read them again. */
    @Test
    void keysThatAreLentAreAskedForAgainAndAgain() {
        var files = MountFiles.credentials(List.of(mount("~/a", "one", keys("A").lentUntil(END))));
        assertThat(files).containsOnlyKeys("rclone.conf", "lent.conf", "lent-store1.json");
        assertThat(files.get("rclone.conf"))
                .isEqualTo("[store1]\nenv_auth = true\nprofile = store1\ntype = s3\n");
        assertThat(files.get("lent.conf"))
                .isEqualTo(
                        "[profile store1]\n"
                                + "credential_process = cat"
                                + " \"${RCLONE_CONFIG%/*}/lent-store1.json\"\n");
        assertThat(files.get("lent-store1.json"))
                .isEqualTo(
                        "{\"Version\":1,\"AccessKeyId\":\"A\","
                                + "\"Expiration\":\"2026-03-01T12:00:00Z\","
                                + "\"SecretAccessKey\":\"a/b+c=\\\"\\\\\","
                                + "\"SessionToken\":\"token-A\"}\n");
    }

    /** Whatever is lent when, a mount that runs knows its store by the name it was given. */
    @Test
    void aBucketHasTheSameNameHoweverLongItsKeysAreGood() {
        var later = END.plusSeconds(1);
        var first =
                MountFiles.credentials(
                        List.of(
                                mount("~/a", "one", keys("A").lentUntil(END)),
                                mount("~/b", "two", keys("A").lentUntil(END))));
        var second =
                MountFiles.credentials(
                        List.of(
                                mount("~/a", "one", keys("B").lentUntil(END)),
                                mount("~/b", "two", keys("C").lentUntil(later))));
        assertThat(second.keySet()).isEqualTo(first.keySet());
        assertThat(second.get("rclone.conf")).isEqualTo(first.get("rclone.conf"));
        assertThat(second.get("lent-store2.json")).contains("\"AccessKeyId\":\"C\"");
    }

    /** Tokens of other stores are read again out of the file that has them. */
    @Test
    void tokensStayWithTheirRemotes() {
        var access =
                NodeAccess.remote(Map.of("type", "google cloud storage", "token", "{}"))
                        .lentUntil(END);
        assertThat(MountFiles.credentials(List.of(mount("~/a", "one", access))))
                .containsExactly(
                        Map.entry(
                                "rclone.conf",
                                "[store1]\ntoken = {}\ntype = google cloud storage\n"));
    }

    @Test
    void aDirectoryNeedsNone() {
        var access = NodeAccess.inDirectory(Map.of("type", "alias"), "/buckets");
        assertThat(MountFiles.credentials(List.of(mount("~/a", "one", access)))).isEmpty();
    }
}
