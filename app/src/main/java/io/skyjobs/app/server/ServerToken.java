package io.skyjobs.app.server;

import io.skyjobs.app.api.PrivateFile;
import io.skyjobs.app.api.SkyHome;

import java.io.IOException;
import java.nio.file.Files;
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
        PrivateFile.write(home.token(), token + "\n");
        return token;
    }
}
