package io.skyjobs.spi;

/** Which of a run's log files is meant. */
public enum LogPhase {
    /** Output of {@code setup}. */
    SETUP,
    /** Output of {@code run}. */
    RUN;

    /** File name on the node and in our log directory. */
    public String fileName() {
        return switch (this) {
            case SETUP -> "setup.log";
            case RUN -> "run.log";
        };
    }
}
