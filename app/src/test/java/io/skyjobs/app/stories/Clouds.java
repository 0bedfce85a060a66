package io.skyjobs.app.stories;

/**
 * The simulated clouds of a story. Machines come and go within a fraction of a second, so that a
 * story is told quickly.
 *
 * @param scenario a scenario file; empty for no clouds but this machine
 * @param jobs further lines of the section {@code jobs} of the configuration
 */
record Clouds(String scenario, String jobs) {
    private static final String MACHINES =
            """
                instances:
                  m6i.2xlarge: {vcpus: 8, memory: 32, price: 0.10, spot_price: 0.03}
                provision: 150ms
                terminate: 100ms
            """;

    /** No clouds but this machine. */
    static Clouds thisMachine() {
        return new Clouds("", "");
    }

    /** Two clouds; the first, which is cheaper, has two regions. */
    static Clouds two() {
        return of(
                """
                  aws:
                %s    regions:
                      us-east-1: {zones: [us-east-1a, us-east-1b]}
                      us-west-2: {zones: [us-west-2a]}
                  gcp:
                    instances:
                      n2-standard-8: {vcpus: 8, memory: 32, price: 0.12, spot_price: 0.04}
                    provision: 150ms
                    terminate: 100ms
                    regions:
                      us-central1: {zones: [us-central1-a]}
                """
                        .formatted(MACHINES));
    }

    /** One cloud of one region, with further lines that hold for all of it. */
    static Clouds one(String... lines) {
        StringBuilder more = new StringBuilder();
        for (String line : lines) {
            more.append("    ").append(line).append('\n');
        }
        return of(
                "  aws:\n"
                        + MACHINES
                        + more
                        + "    regions:\n      us-east-1: {zones: [us-east-1a]}\n");
    }

    private static Clouds of(String clouds) {
        return new Clouds("seed: 7\nclouds:\n" + clouds, "");
    }

    /** The same with machines that take so long to come. */
    Clouds slow(String length) {
        return new Clouds(scenario.replace("provision: 150ms", "provision: " + length), jobs);
    }

    /** The same with a line in the section {@code jobs} of the configuration. */
    Clouds configured(String line) {
        return new Clouds(scenario, jobs + "  " + line + "\n");
    }
}
