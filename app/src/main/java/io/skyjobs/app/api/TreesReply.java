package io.skyjobs.app.api;

import io.avaje.jsonb.Json;

import java.util.List;

/**
 * What a server has of trees of files.
 *
 * @param trees one entry per tree that was asked for
 */
@Json(naming = Json.Naming.LowerUnderscore)
public record TreesReply(List<Tree> trees) {
    public TreesReply {
        trees = Wire.list(trees);
    }

    /**
     * What is there of a tree.
     *
     * @param id hash of its manifest
     * @param known whether its manifest is there
     * @param missing hashes of contents that are not there; of many, some
     * @param more whether others are missing too
     */
    @Json(naming = Json.Naming.LowerUnderscore)
    public record Tree(String id, boolean known, List<String> missing, boolean more) {
        public Tree {
            id = Wire.need(id, "id");
            missing = Wire.list(missing);
        }

        /** Whether nothing is missing. */
        public boolean complete() {
            return known && missing.isEmpty();
        }
    }
}
