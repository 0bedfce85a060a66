package io.skyjobs.providers.channel.ssh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.skyjobs.spi.ChannelException;
import io.skyjobs.spi.FileTree;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.List;

/** What holds of placing files, whichever way they travel. */
abstract class CourierContract {
    @TempDir Path folder;
    Path home;
    Path source;

    /** A courier to a host whose files are this machine's. */
    abstract SshCourier courier() throws IOException;

    @BeforeEach
    void makeBoth() throws IOException {
        home = Files.createDirectories(folder.resolve("a host's $HOME"));
        source = Files.createDirectories(folder.resolve("the source"));
    }

    final FileTree tree(String destination) {
        return new FileTree(destination, source, 1, 1);
    }

    /** Places the source and says how many bytes were sent. */
    final long place(String destination) throws IOException, ChannelException {
        return courier().transfer(home.toString(), tree(destination)).bytes();
    }

    final Path file(String name, String content) throws IOException {
        var path = source.resolve(name);
        Files.createDirectories(path.getParent());
        return Files.writeString(path, content);
    }

    static void mode(Path path, String mode) throws IOException {
        Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(mode));
    }

    static void time(Path path, String instant) throws IOException {
        Files.setLastModifiedTime(path, FileTime.from(Instant.parse(instant)));
    }

    private void furnish() throws IOException {
        file("train.py", "print('hello')\n");
        mode(file("bin/run.sh", "#!/bin/sh\n"), "rwxr-x---");
        time(file("data/old.csv", "1,2\n"), "1999-12-31T23:59:59Z");
        file("data/big.bin", "0123456789abcdef".repeat(40_000));
        file("data/empty", "");
        mode(file("secret/key", "k"), "r--------");
        Files.createDirectories(source.resolve("empty/within"));
        Files.createSymbolicLink(source.resolve("latest"), Path.of("data/old.csv"));
        Files.createSymbolicLink(source.resolve("dangling"), Path.of("/nowhere/at all"));
        Files.createSymbolicLink(source.resolve("to a directory"), Path.of("data"));
        mode(source.resolve("secret"), "r-xr-x---");
        time(source.resolve("data"), "2020-02-29T12:00:00Z");
        time(source, "2021-03-01T00:00:00Z");
    }

    @Test
    void theHostHasWhatTheSourceHas() throws Exception {
        furnish();
        place("~/sky_workdir");
        assertThat(Sight.of(home.resolve("sky_workdir"))).isEqualTo(Sight.of(source));
    }

    @Test
    void whatIsThereIsNotSentAgain() throws Exception {
        furnish();
        assertThat(place("~/sky_workdir")).isGreaterThan(640_000);
        assertThat(place("~/sky_workdir")).isLessThan(4_000);
        assertThat(Sight.of(home.resolve("sky_workdir"))).isEqualTo(Sight.of(source));
    }

    @Test
    void onlyWhatChangedIsSentAndTheRestIsLeft() throws Exception {
        furnish();
        place("~/w");
        Files.writeString(home.resolve("w/output.txt"), "made by the job");
        file("train.py", "print('hello again')\n");
        mode(source.resolve("bin/run.sh"), "rwx------");
        Files.delete(source.resolve("latest"));
        Files.createSymbolicLink(source.resolve("latest"), Path.of("train.py"));
        assertThat(place("~/w")).isLessThan(6_000);
        assertThat(home.resolve("w/output.txt")).hasContent("made by the job");
        Files.delete(home.resolve("w/output.txt"));
        time(home.resolve("w"), "2021-03-01T00:00:00Z");
        time(source, "2021-03-01T00:00:00Z");
        assertThat(Sight.of(home.resolve("w"))).isEqualTo(Sight.of(source));
    }

    @Test
    void anyNameIsANameAndNothingElse() throws Exception {
        for (var name :
                List.of(
                        "with space",
                        "it's",
                        "say \"x\"",
                        "-rf",
                        "--delete",
                        "*",
                        "?[a]",
                        "$HOME",
                        "`id`",
                        "a\nb",
                        "back\\slash",
                        "Grüße 你好",
                        "%s%n",
                        "~",
                        "#!",
                        ":",
                        "a:b",
                        "trailing ",
                        "!!",
                        "\u0001")) {
            file(name, name);
            file("d" + name + "/" + name, name);
        }
        for (var name : List.of("-x '\"\n*$HOME`id`\\101 ü!:", ":", "plain\n")) {
            place("~/" + name + "/down");
            assertThat(Sight.of(home.resolve(name).resolve("down"))).isEqualTo(Sight.of(source));
        }
    }

    @Test
    void aSingleFileGetsTheNameOfItsDestination() throws Exception {
        var file = file("blob-1234", "content");
        mode(file, "rw-r-----");
        time(file, "2001-01-01T00:00:00Z");
        var tree = new FileTree("~/conf/my app's.yaml", file, 1, 7);
        courier().place(home.toString(), tree);
        assertThat(courier().transfer(home.toString(), tree).bytes()).isLessThan(1_000);
        assertThat(Sight.of(home.resolve("conf/my app's.yaml"))).isEqualTo(Sight.of(file));
        assertThat(Sight.of(home.resolve("conf"))).hasSize(2);
    }

    @Test
    void theHomeItselfKeepsItsModeAndTime() throws Exception {
        file("a", "a");
        mode(source, "r-xr-xr-x");
        mode(home, "rwx------");
        place("~");
        assertThat(home.resolve("a")).hasContent("a");
        assertThat(Files.getPosixFilePermissions(home))
                .isEqualTo(PosixFilePermissions.fromString("rwx------"));
    }

    @Test
    void anAbsoluteDestinationIsTakenAsItIs() throws Exception {
        file("a", "a");
        var elsewhere = folder.resolve("else where");
        place(elsewhere + "/x");
        assertThat(elsewhere.resolve("x/a")).hasContent("a");
    }

    @Test
    void aLinkOnTheWayThatLeadsOutOfTheHomeIsNotFollowed() throws Exception {
        file("a", "a");
        var outside = Files.createDirectories(folder.resolve("outside"));
        Files.createSymbolicLink(home.resolve("out"), outside);
        for (var destination : List.of("~/out", "~/out/deeper", "~/out/deeper/still")) {
            assertThatThrownBy(() -> place(destination))
                    .isInstanceOf(ChannelException.class)
                    .hasMessageContaining("a link on the host leads out of the node's home");
        }
        assertThat(Sight.of(outside)).hasSize(1);
    }

    @Test
    void aLinkInTheTreesPlaceIsReplacedAndNotFollowed() throws Exception {
        file("d/a", "new");
        file("f", "new");
        var outside = Files.createDirectories(folder.resolve("outside"));
        Files.writeString(outside.resolve("a"), "theirs");
        Files.writeString(outside.resolve("f"), "theirs");
        Files.createDirectories(home.resolve("w"));
        Files.createSymbolicLink(home.resolve("w/d"), outside);
        Files.createSymbolicLink(home.resolve("w/f"), outside.resolve("f"));
        place("~/w");
        assertThat(outside.resolve("a")).hasContent("theirs");
        assertThat(outside.resolve("f")).hasContent("theirs");
        assertThat(Sight.of(home.resolve("w"))).isEqualTo(Sight.of(source));
    }

    @Test
    void aFileInThePlaceOfADirectoryIsReplacedAndTheOtherWayRound() throws Exception {
        file("d/a", "a");
        file("f", "f");
        Files.createDirectories(home.resolve("w/f"));
        Files.writeString(home.resolve("w/d"), "a file");
        place("~/w");
        assertThat(Sight.of(home.resolve("w"))).isEqualTo(Sight.of(source));
    }

    @Test
    void aFileIsNotPlacedOverADirectoryThatHoldsSomething() throws Exception {
        file("f", "f");
        Files.createDirectories(home.resolve("w/f"));
        Files.writeString(home.resolve("w/f/precious"), "result");
        assertThatThrownBy(() -> place("~/w"))
                .isInstanceOf(ChannelException.class)
                .hasMessageStartingWith("The files for ~/w could not be placed on ")
                .hasMessageNotContaining("\n");
        assertThat(home.resolve("w/f/precious")).hasContent("result");
    }

    @Test
    void aDestinationThatIsNoPlaceIsRefused() {
        for (var destination : List.of("relative", "~user/x", "~/../x", "/a/../b", "")) {
            assertThatThrownBy(() -> place(destination))
                    .isInstanceOf(ChannelException.class)
                    .hasMessageContaining("'" + destination + "'");
        }
    }
}
