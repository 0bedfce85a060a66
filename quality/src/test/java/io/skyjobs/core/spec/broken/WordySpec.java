package io.skyjobs.core.spec.broken;

import org.slf4j.Logger;
import org.snakeyaml.engine.v2.api.LoadSettings;

/** Uses the YAML parser, which its package may, and a logger, which it may not. */
@SuppressWarnings("unused")
final class WordySpec {
    private LoadSettings settings;
    private Logger logger;
}
