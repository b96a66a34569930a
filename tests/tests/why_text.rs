//! What `tenon why` says: arguments and files in, the account out. Snapshots are under `tests/cli/`, as those of `cli.rs`.

use tenon_tests::snapshots;

const SERVICE: &str = "\
-- schema.cue --
package service

#Base: {
	replicas: *1 | int & >0
	tier:     \"gold\" | \"silver\" | *\"bronze\"
}
#Service: {
	#Base
	name!: =~\"^[a-z]+$\"
	kind:  \"http\" | \"grpc\" | \"tcp\"
	url:   \"https://\\(name).\\(domain)\"
	labels: [string]: string
}
domain: \"example.com\"
services: [string]: #Service
-- web.cue --
package service

services: web: {
	name:     \"web\"
	replicas: 3
	labels: team: \"shop\"
	kind: !=\"http\" & !=\"tcp\"
}
services: api: name: \"api\"
for k, s in services if s.replicas > 2 {
	big: (k): count: s.replicas * 2
}
list: [1, limit, 3]
limit: int
port: 80
port: 80
wrong: 1
wrong: 2
mixed: int & string
shape: {kind: \"a\", v: 1} | {kind: \"b\", v: 2}
shape: kind: \"b\"
total: services.web.replicas + limit
-- data.yaml --
services:
  api:
    name: api
    tier: gold
";

const IMPORT: &str = "\
-- cue.mod/module.cue --
module: \"test.example\"
language: version: \"v0.15.0\"
-- policy/limits.cue --
package policy

#Limits: {
	replicas: int & <=max
	max:      5
}
-- deploy/schema.cue --
package deploy

import \"test.example/policy\"

#Service: {
	policy.#Limits
	env: string @tag(env)
}
service: web: #Service
-- deploy/web.cue --
package deploy

service: web: replicas: 3
copy: service.web.replicas
-- deploy/wrong.cue --
package deploy

service: api: #Service & {replicas: 9}
";

snapshots! {
    why_default_taken: "why services.api.replicas schema.cue web.cue", SERVICE;
    why_default_overridden: "why services.web.replicas schema.cue web.cue", SERVICE;
    why_disjuncts_fell: "why services.web.kind schema.cue web.cue", SERVICE;
    why_within_a_disjunct: "why shape.v schema.cue web.cue", SERVICE;
    why_computed: "why services.web.url schema.cue web.cue", SERVICE;
    why_comprehension: "why big.web.count schema.cue web.cue", SERVICE;
    why_tree: "why --tree big.web.count schema.cue web.cue", SERVICE;
    why_pattern: "why services.web.labels.team schema.cue web.cue", SERVICE;
    why_data_file: "why services.api.tier schema.cue web.cue data.yaml", SERVICE;
    why_data_file_and_required: "why services.api.name schema.cue web.cue data.yaml", SERVICE;
    why_given_twice: "why port schema.cue web.cue", SERVICE;
    why_conflict: "why wrong schema.cue web.cue", SERVICE;
    why_conflict_of_types: "why mixed schema.cue web.cue", SERVICE;
    why_incomplete: "why limit schema.cue web.cue", SERVICE;
    why_waits: "why total schema.cue web.cue", SERVICE;
    why_list_element: "why list[1] schema.cue web.cue", SERVICE;
    why_list: "why list schema.cue web.cue", SERVICE;
    why_struct: "why services.web schema.cue web.cue", SERVICE;
    why_definition: "why #Service.replicas schema.cue web.cue", SERVICE;
    why_expression: "why replicas -e services.web schema.cue web.cue", SERVICE;
    why_json: "why --json services.web.kind schema.cue web.cue", SERVICE;
    why_missing: "why services.wbe schema.cue web.cue", SERVICE;
    why_missing_in_scalar: "why services.web.replicas.x schema.cue web.cue", SERVICE;
    why_no_path: "why", SERVICE;
    why_import: "why service.web.replicas ./deploy", IMPORT;
    why_shared: "why copy ./deploy", IMPORT;
    why_tag: "why service.web.env ./deploy -t env=prod", IMPORT;
    why_bound_of_import: "why service.api.replicas ./deploy", IMPORT;
    why_line: "why --file web.cue:5 schema.cue web.cue", SERVICE;
    why_line_of_schema: "why --file schema.cue:4 schema.cue web.cue", SERVICE;
    why_line_of_reference: "why --file deploy/schema.cue:6 ./deploy", IMPORT;
    why_line_of_data: "why --file data.yaml:4 schema.cue web.cue data.yaml", SERVICE;
    why_line_json: "why --json --file web.cue:12 schema.cue web.cue", SERVICE;
    why_line_of_nothing: "why --file web.cue:1 schema.cue web.cue", SERVICE;
    why_line_of_no_file: "why --file nothing.cue:1 schema.cue web.cue", SERVICE;
    why_line_malformed: "why --file web.cue schema.cue", SERVICE;
}
