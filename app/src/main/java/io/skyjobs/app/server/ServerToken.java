package io.skyjobs.app.server;

import io.skyjobs.app.api.SkyHome;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Optional;

/** The secret that every request carries: made once, readable by the user only. */
final class ServerToken {
    private static final int BYTES = 32;

    private ServerToken() {}

    /** The token of this home; drawn and stored when there is none. */
    static String of(SkyHome home, SecureRandom random) throws IOException {
        Optional<String> known = home.readToken().filter(text -> text.matches("[0-9a-f]{64}"));
        if (known.isPresent()) {
            Files.setPosixFilePermissions(
                    home.token(), PosixFilePermissions.fromString("rw-------"));
            return known.get();
        }
        byte[] drawn = new byte[BYTES];
        random.nextBytes(drawn);
        String token = HexFormat.of().formatHex(drawn);
        write(home.token(), token + "\n");
        return token;
    }

    /** Writes a file that is whole at every instant, readable by the user only. */
    static void write(Path file, String text) throws IOException {
        Path beside = file.resolveSibling(file.getFileName() + ".new");
        Files.deleteIfExists(beside);
        Files.createFile(
                beside,
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(beside, text, StandardCharsets.US_ASCII);
        Files.move(
                beside, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }
}
