package io.skyjobs.app.server.traces;

/** What spans there are. */
enum Phase {
    LAUNCH(
            "job launch",
            "The launch of one attempt, from when its turn could have come until its run is through"
                    + " setup on all nodes, or until it failed. All others are below it."),
    CLEAR(
            "end previous cluster",
            "From the end of the attempt before until the provider said that nothing is left of"
                    + " it."),
    WAIT(
            "wait",
            "Waiting in the queue and for a place: from the submit, from the success of the last"
                    + " task that it needs, or from when nothing was left of the attempt before,"
                    + " until a place was chosen. Its events say what was waited for."),
    PROVISION(
            "provision",
            "From the intent to make the cluster until all of its nodes are up, or until the"
                    + " provider said why not."),
    START(
            "start run",
            "From nodes that are up until the run is started on all of them; placing files is a part"
                    + " of it."),
    FILES("place files", "The time it took to place the files of the task on its nodes."),
    SETUP("setup", "The setup of the run, on all nodes.");

    private final String title;
    private final String about;

    Phase(String title, String about) {
        this.title = title;
        this.about = about;
    }

    /** The name of its span. */
    String title() {
        return title;
    }

    /** From when to when it lasts. */
    String about() {
        return about;
    }
}
