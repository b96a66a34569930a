// Ten thousand objects of one shape, made by a comprehension, each with the assertions of its shape.
local teams = ['payments', 'search', 'identity', 'media', 'ledger'];

local has(object, fields) = std.isObject(object) && std.objectFields(object) == fields;
local isInteger(n) = std.isNumber(n) && std.floor(n) == n;
local isPort(p) =
  has(p, ['containerPort']) && std.isNumber(p.containerPort) && p.containerPort > 0 && p.containerPort < 65536;
local isContainer(c) =
  has(c, ['image', 'name', 'ports'])
  && std.isString(c.name)
  && std.isString(c.image)
  && std.all([isPort(p) for p in c.ports]);

local Deployment = {
  local metadata = self.metadata,
  local spec = self.spec,
  local isShape =
    has(self, ['apiVersion', 'kind', 'metadata', 'spec'])
    && has(metadata, ['labels', 'name'])
    && has(metadata.labels, ['app', 'team'])
    && has(spec, ['replicas', 'selector', 'template'])
    && has(spec.template, ['metadata', 'spec'])
    && has(spec.template.spec, ['containers']),
  assert isShape : 'a field is missing or not allowed',
  assert std.isString(metadata.name) : 'metadata.name must be a string',
  assert std.isString(metadata.labels.team) : 'metadata.labels.team must be a string',
  assert isInteger(spec.replicas) && spec.replicas >= 1 && spec.replicas <= 50 : 'spec.replicas must be from 1 to 50',
  assert std.all([isContainer(c) for c in spec.template.spec.containers]) : 'a container is malformed',

  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { labels: { app: metadata.name } },
  spec: {
    selector: { matchLabels: { app: metadata.name } },
    template: { metadata: { labels: { app: metadata.name } } },
  },
};

{
  objects: [
    Deployment {
      metadata+: { name: 'svc-' + i, labels+: { team: teams[i % 5] } },
      spec+: {
        replicas: i % 7 + 1,
        template+: {
          spec: {
            containers: [{
              name: 'main',
              image: std.asciiLower('Registry/App-' + i + ':V1'),
              ports: [{ containerPort: 8000 + i % 1000 }],
            }],
          },
        },
      },
    }
    for i in std.range(0, 9999)
  ],
}
