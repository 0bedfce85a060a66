package io.skyjobs.app.api;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.util.Optional;
import java.util.jar.Manifest;

/**
 * Which release this is, as its jar's manifest says.
 *
 * @param version release; {@code unreleased} when not run from a jar
 * @param commit commit it was built from; {@code unknown} where the build did not say
 */
public record Release(String version, String commit) {
    private static final String COMMIT = "Implementation-Build";

    /** The release that runs. */
    public static Release current() {
        String version =
                Optional.ofNullable(Release.class.getPackage().getImplementationVersion())
                        .orElse("unreleased");
        return new Release(version, commitOfJar());
    }

    private static String commitOfJar() {
        String own = String.valueOf(Release.class.getResource("Release.class"));
        int end = own.indexOf("!/");
        if (!own.startsWith("jar:") || end < 0) {
            return "unknown";
        }
        URI manifest = URI.create(own.substring(0, end) + "!/META-INF/MANIFEST.MF");
        try (InputStream stream = manifest.toURL().openStream()) {
            return Optional.ofNullable(new Manifest(stream).getMainAttributes().getValue(COMMIT))
                    .orElse("unknown");
        } catch (IOException unreadable) {
            return "unknown";
        }
    }
}
