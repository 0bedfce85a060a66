package io.skyjobs.app.server;

import io.skyjobs.core.persistence.SpecCodec;
import io.skyjobs.core.persistence.StoreException;
import io.skyjobs.core.spec.JobSpec;
import io.skyjobs.core.spec.SpecText;
import io.skyjobs.core.spec.UnreadableSpecException;

/** Lets the store keep specifications in the text form of the core. */
final class StoredSpecs implements SpecCodec {
    @Override
    public String write(JobSpec spec) {
        return SpecText.write(spec);
    }

    @Override
    public JobSpec read(String text) {
        try {
            return SpecText.read(text);
        } catch (UnreadableSpecException unknown) {
            throw new StoreException(String.valueOf(unknown.getMessage()), unknown);
        }
    }
}
