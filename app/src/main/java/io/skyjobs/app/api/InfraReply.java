package io.skyjobs.app.api;

import io.avaje.jsonb.Json;

import java.util.List;

/**
 * Which kinds of places can be used.
 *
 * @param infra one entry per kind
 */
@Json(naming = Json.Naming.LowerUnderscore)
public record InfraReply(List<InfraView> infra) {
    public InfraReply {
        infra = Wire.list(infra);
    }

    /**
     * A kind of place.
     *
     * @param name lower-case name
     * @param title name for people
     * @param enabled whether it can be used
     * @param account account or machine that would be used
     * @param hint what the user must do, when it cannot be used
     * @param features what it can be used for, such as {@code compute}
     * @param hosts its machines, where people know them one by one and they were asked for
     */
    @Json(naming = Json.Naming.LowerUnderscore)
    public record InfraView(
            String name,
            String title,
            boolean enabled,
            String account,
            String hint,
            List<String> features,
            List<HostView> hosts) {
        public InfraView {
            name = Wire.need(name, "name");
            title = Wire.text(title);
            account = Wire.text(account);
            hint = Wire.text(hint);
            features = Wire.list(features);
            hosts = Wire.list(hosts);
        }
    }
}
