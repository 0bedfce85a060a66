package io.skyjobs.app.cli;

/** The colour of each status, the same in every table. */
final class StatusStyle {
    private StatusStyle() {}

    /** The style of a job's or a cluster's status. */
    static Terminal.Style of(String status) {
        return switch (status) {
            case "SUCCEEDED", "RUNNING", "UP" -> Terminal.Style.GREEN;
            case "PENDING", "STARTING", "INIT" -> Terminal.Style.BLUE;
            case "RECOVERING" -> Terminal.Style.CYAN;
            case "CANCELLING", "CANCELLED", "STOPPED", "TERMINATING" -> Terminal.Style.YELLOW;
            case "" -> Terminal.Style.PLAIN;
            default -> Terminal.Style.RED;
        };
    }
}
