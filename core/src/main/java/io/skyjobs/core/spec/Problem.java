package io.skyjobs.core.spec;

import java.util.Optional;

/**
 * One thing wrong with what the user wrote.
 *
 * @param severity whether it stops the submit
 * @param file the file, as the user named it; empty for a flag
 * @param line line from 1; 0 when the whole file is meant
 * @param column column from 1; 0 when the whole line is meant
 * @param field path of the field, such as {@code resources.cpus}, or the flag, such as {@code
 *     --env}; may be empty
 * @param message one sentence
 * @param hint what to do about it
 */
public record Problem(
        Severity severity,
        Optional<String> file,
        int line,
        int column,
        String field,
        String message,
        Optional<String> hint) {
    /** How bad it is. */
    public enum Severity {
        ERROR,
        WARNING
    }

    /** {@code train.yaml:4:9: resources.cpus: message}, with whatever parts are known. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        file.ifPresent(
                name -> {
                    text.append(name);
                    if (line > 0) {
                        text.append(':').append(line);
                    }
                    if (column > 0) {
                        text.append(':').append(column);
                    }
                    text.append(": ");
                });
        if (!field.isEmpty()) {
            text.append(field).append(": ");
        }
        return text.append(message).toString();
    }
}
