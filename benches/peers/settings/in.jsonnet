// Settings of many services: a base, the tier's, the region's, and what each service says itself, which wins; more is computed.
local tiers = {
  gold: { cpu:: 4, replicas: 4, memory: 2048, labels+: { cost: 'high', alert: 'page' } },
  silver: { cpu:: 2, replicas: 2, memory: 1024, labels+: { cost: 'middle', alert: 'mail' } },
  bronze: { cpu:: 1, replicas: 1, memory: 256, labels+: { cost: 'low', alert: 'none' } },
};
local regions = {
  eu: { domain:: 'eu.example.org', timeout: 30 },
  us: { domain:: 'us.example.org', timeout: 20 },
  ap: { domain:: 'ap.example.org', timeout: 45 },
};
local base = { port: 8080, labels: { managed: 'yes' } };

local allowed = ['labels', 'memory', 'name', 'port', 'region', 'replicas', 'tier', 'timeout'];
local isInteger(n) = std.isNumber(n) && std.floor(n) == n;

local Computed = {
  local s = self,
  assert std.isString(s.name) : 'name must be a string',
  assert isInteger(s.port) && s.port >= 1 && s.port <= 65535 : 'port must be from 1 to 65535',
  assert isInteger(s.replicas) && s.replicas >= 1 && s.replicas <= 20 : 'replicas must be from 1 to 20',
  assert isInteger(s.memory) && s.memory >= 128 : 'memory must be 128 or more',
  assert isInteger(s.timeout) && s.timeout >= 1 : 'timeout must be 1 or more',
  assert std.all([std.isString(label) for label in std.objectValues(s.labels)]) : 'labels must be strings',

  url: 'https://' + s.name + '.' + s.domain + ':' + s.port,
  limits: { cores: s.replicas * s.cpu, mebibytes: s.replicas * s.memory },
};

local settings(service) =
  assert std.setDiff(std.objectFields(service), allowed) == [] : 'a field is not allowed';
  assert service.tier in tiers && service.region in regions : 'there is no such tier or region';
  local layers = base + tiers[service.tier] + regions[service.region];
  local own = service { labels: layers.labels + std.get(service, 'labels', {}) };
  local all = layers + own + Computed;
  all { [if all.replicas > 2 then 'budget']: all.replicas - 1 };

{ [service.name]: settings(service) for service in (import 'services.json').services }
