package io.skyjobs.app.cli;

import java.util.Map;

/** Places as tables show them: {@code ssh/lab} is {@code SSH (lab)}. */
final class InfraText {
    private static final Map<String, String> TITLES =
            Map.of(
                    "aws", "AWS",
                    "azure", "Azure",
                    "gcp", "GCP",
                    "kubernetes", "Kubernetes",
                    "local", "Local",
                    "slurm", "Slurm",
                    "ssh", "SSH");

    private InfraText() {}

    /**
     * The provider's name for people, and the narrowest part of the place that is known.
     *
     * @param infra {@code provider/region/zone}; other text is answered as it is
     */
    static String of(String infra) {
        int slash = infra.indexOf('/');
        String provider = slash < 0 ? infra : infra.substring(0, slash);
        String title = TITLES.getOrDefault(provider, provider);
        if (slash < 0) {
            return title;
        }
        // The name of a Kubernetes context may contain slashes.
        int last = provider.equals("kubernetes") ? slash : infra.lastIndexOf('/');
        return title + " (" + infra.substring(last + 1) + ")";
    }
}
