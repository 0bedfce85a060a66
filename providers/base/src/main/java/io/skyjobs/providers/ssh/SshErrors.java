package io.skyjobs.providers.ssh;

import io.skyjobs.spi.ProvisionException;
import io.skyjobs.spi.ProvisionException.Kind;
import io.skyjobs.spi.ProvisionException.Reach;

import java.io.IOException;

/** The troubles of pools in the words of the SPI. */
final class SshErrors {
    private SshErrors() {}

    /** The pool has the machines, and not enough of them is free. */
    static ProvisionException full(String sentence) {
        return new ProvisionException(Kind.CAPACITY, Reach.REGION, "FULL", sentence);
    }

    /** No machine of the pool could ever hold it. */
    static ProvisionException tooLarge(String sentence) {
        return new ProvisionException(Kind.CONFIG, Reach.REGION, "TOO_LARGE", sentence);
    }

    /** The pool file cannot be read now; it is mended sooner or later, and jobs wait for that. */
    static ProvisionException wrongFile(String sentence) {
        return new ProvisionException(Kind.INFRASTRUCTURE, Reach.REGION, "POOL_FILE", sentence);
    }

    /** The pool file, or the pool in it, is missing. */
    static ProvisionException noPool(String sentence) {
        return new ProvisionException(Kind.CONFIG, Reach.REGION, "NO_POOL", sentence);
    }

    /** Hosts could not be asked, and other places may be better. */
    static ProvisionException unreachable(String sentence) {
        return new ProvisionException(Kind.INFRASTRUCTURE, Reach.REGION, "UNREACHABLE", sentence);
    }

    /** Hosts could not be asked; the same again later is right. */
    static ProvisionException silent(String sentence) {
        return new ProvisionException(Kind.INFRASTRUCTURE, Reach.PLACE, "NO_ANSWER", sentence);
    }

    /** Our own notes cannot be read or written. */
    static ProvisionException notes(String what, IOException trouble) {
        var failure =
                new ProvisionException(
                        Kind.INFRASTRUCTURE,
                        Reach.PLACE,
                        trouble.getClass().getSimpleName(),
                        what + ": " + trouble.getMessage() + ".");
        failure.initCause(trouble);
        return failure;
    }
}
