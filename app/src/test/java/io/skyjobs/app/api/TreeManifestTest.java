package io.skyjobs.app.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.skyjobs.app.api.TreeManifest.BadManifest;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** A manifest comes back as it was, and none can lead out of its tree. */
class TreeManifestTest {
    private static final String HASH = "0123456789abcdef".repeat(4);
    private static final String ROOT = "skyjobs-tree 1\nd 755 0.0 .\n";

    @Test
    void itComesBack() throws BadManifest {
        Instant at = Instant.parse("1969-12-31T23:59:58.000000001Z");
        TreeManifest manifest =
                new TreeManifest(
                        List.of(
                                new TreeEntry.Link("z z", at, "../a \\n\n"),
                                new TreeEntry.Content("d/ü\n", 0640, at, 7, HASH),
                                new TreeEntry.Folder("d", 0700, at),
                                new TreeEntry.Folder("", 0755, at)));

        TreeManifest read = TreeManifest.read(manifest.bytes());

        assertThat(read).isEqualTo(manifest);
        assertThat(read.files()).isEqualTo(2);
        assertThat(read.size()).isEqualTo(7);
        assertThat(read.contents()).containsExactly(java.util.Map.entry(HASH, 7L));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "skyjobs-tree 1\n",
                "skyjobs-tree 2\nd 755 0.0 .\n",
                "skyjobs-tree 1\nd 755 0.0 .",
                ROOT + "f 644 0.0 1 H /etc/passwd\n",
                ROOT + "f 644 0.0 1 H ..\n",
                ROOT + "f 644 0.0 1 H a/../../b\n",
                ROOT + "d 755 0.0 ..\n",
                ROOT + "f 644 0.0 1 H a/./b\n",
                ROOT + "f 644 0.0 1 H a//b\n",
                ROOT + "f 644 0.0 1 H a/b\n",
                ROOT + "l 777 0.0 a /etc\nf 644 0.0 1 H a/passwd\n",
                ROOT + "f 644 0.0 1 H b\nf 644 0.0 1 H a\n",
                ROOT + "f 644 0.0 1 H a\nf 644 0.0 1 H a\n",
                ROOT + "f 4755 0.0 1 H a\n",
                ROOT + "f 644 0.0 -1 H a\n",
                ROOT + "f 644 0.0 1 abc a\n",
                ROOT + "f 644 now 1 H a\n",
                ROOT + "x 644 0.0 a\n",
                ROOT + "l 777 0.0 a .\n",
                ROOT + "f 644 0.0 1 H a\u0000b\n",
                ROOT + "f 644 0.0 1 H a\\x\n",
                "skyjobs-tree 1\nd 755 0.0 a\n"
            })
    void whatCouldLeadOutOrIsBrokenIsRefused(String text) {
        byte[] bytes = text.replace(" H ", " " + HASH + " ").getBytes(StandardCharsets.UTF_8);

        assertThatThrownBy(() -> TreeManifest.read(bytes)).isInstanceOf(BadManifest.class);
    }

    @Test
    void aBatchComesBackAndIsRefusedWhenCutOff() throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ContentBatch.write(out, HASH, new byte[] {1, 2, 3});
        ContentBatch.write(out, HASH, new byte[0]);
        byte[] batch = out.toByteArray();
        List<Integer> lengths = new ArrayList<>();

        ContentBatch.read(
                new ByteArrayInputStream(batch),
                (hash, content) -> {
                    assertThat(hash).isEqualTo(HASH);
                    lengths.add(content.length);
                });

        assertThat(lengths).containsExactly(3, 0);
        assertThatThrownBy(
                        () ->
                                ContentBatch.read(
                                        new ByteArrayInputStream(batch, 0, batch.length - 1),
                                        (hash, content) -> {}))
                .isInstanceOf(IOException.class);
    }
}
