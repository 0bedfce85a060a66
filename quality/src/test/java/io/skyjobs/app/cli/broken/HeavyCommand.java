package io.skyjobs.app.cli.broken;

import io.skyjobs.core.job.ManagedJobStatus;

/** Pulls the control plane into the command line. */
@SuppressWarnings("unused")
final class HeavyCommand {
    private ManagedJobStatus status;
}
