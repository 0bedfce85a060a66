package io.skyjobs.app.cli;

import io.skyjobs.app.api.PrivateFile;
import io.skyjobs.app.api.SkyHome;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.util.List;
import java.util.Optional;

/**
 * The server of another machine that the commands of this user speak to, as {@code sky api login}
 * left it in the home: lines of address, token and authorities, readable by the user only.
 *
 * @param endpoint its URL, without a slash at the end
 * @param token the user's token there
 * @param cacert absolute path of the PEM file with the authorities that are believed; empty for
 *     those that the JDK believes
 */
record SavedLogin(String endpoint, String token, Optional<String> cacert) {
    /** What is saved in a home; a file that cannot be read as one is an {@link IOException}. */
    static Optional<SavedLogin> in(SkyHome home) throws IOException {
        List<String> lines;
        try {
            lines = Files.readAllLines(home.login(), StandardCharsets.UTF_8);
        } catch (NoSuchFileException none) {
            return Optional.empty();
        }
        if (lines.size() != 3 || lines.get(1).isBlank()) {
            throw new IOException(home.login() + " has not the three lines of a login");
        }
        return Optional.of(
                new SavedLogin(
                        lines.get(0),
                        lines.get(1),
                        Optional.of(lines.get(2)).filter(file -> !file.isBlank())));
    }

    /** Saves it in place of what was there. */
    void save(SkyHome home) throws IOException {
        home.prepare();
        PrivateFile.write(home.login(), endpoint + "\n" + token + "\n" + cacert.orElse("") + "\n");
    }

    @Override
    public String toString() {
        return "SavedLogin[" + endpoint + "]";
    }
}
