package io.skyjobs.core.controller.life;

import java.time.Duration;

/**
 * Lives as many lives as it is told to, and says how fast: {@code LivesMain FIRST LAST [THREADS]}.
 * Exits with 1 at the first broken promise.
 */
final class LivesMain {
    private LivesMain() {}

    public static void main(String[] arguments) {
        long first = Long.parseLong(arguments[0]);
        long last = Long.parseLong(arguments[1]);
        int threads =
                arguments.length > 2
                        ? Integer.parseInt(arguments[2])
                        : Runtime.getRuntime().availableProcessors();
        long start = System.nanoTime();
        Lives.Toll toll = Lives.live(first, last, threads);
        Duration took = Duration.ofNanos(System.nanoTime() - start);
        System.out.println(figures(toll, took));
        toll.broken()
                .ifPresent(
                        broken -> {
                            System.out.println("life " + broken.seed() + ": " + broken.why());
                            if (Boolean.getBoolean("skyjobs.life.trace")) {
                                broken.why().printStackTrace(System.out);
                            }
                        });
        System.out.flush();
        System.exit(toll.broken().isPresent() ? 1 : 0);
    }

    /** How many, and how fast. */
    static String figures(Lives.Toll toll, Duration took) {
        double seconds = Math.max(0.001, took.toNanos() / 1e9);
        return "%d lives, %d jobs, %d kills, %d pauses in %.1f s: %.0f lives/s, %.0f job-hours per second"
                .formatted(
                        toll.lives(),
                        toll.jobs(),
                        toll.kills(),
                        toll.pauses(),
                        seconds,
                        toll.lives() / seconds,
                        toll.jobTime().toSeconds() / 3600.0 / seconds);
    }
}
