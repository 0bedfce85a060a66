package io.skyjobs.app.cli;

import java.time.Duration;

/** Lets time pass; tests let it pass at once. */
interface Pause {
    /** Returns after this long. */
    void pause(Duration length) throws InterruptedException;
}
