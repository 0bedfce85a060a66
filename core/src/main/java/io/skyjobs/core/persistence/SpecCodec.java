package io.skyjobs.core.persistence;

import io.skyjobs.core.spec.JobSpec;

/**
 * How a specification becomes text and back; reading what was written always gives an equal
 * specification.
 *
 * <p>Used from many threads.
 */
public interface SpecCodec {
    /** The text that is stored. */
    String write(JobSpec spec);

    /**
     * The specification that a stored text holds.
     *
     * @throws StoreException when the text is none that this version knows, in one sentence
     */
    JobSpec read(String text);
}
