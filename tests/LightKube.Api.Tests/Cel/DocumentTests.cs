using LightKube.Api.Cel;
using LightKube.Api.Cel.Libraries;
using LightKube.Api.Cel.Types;
using LightKube.Api.Cel.Values;

namespace LightKube.Api.Tests.Cel;

/// <summary>Expressions over documents, with a schema and without.</summary>
public sealed class DocumentTests
{
    private const string Schema = """
        {'type':'object','properties':{
          'spec':{'type':'object','properties':{
            'replicas':{'type':'integer'}, 'ratio':{'type':'number'}, 'on':{'type':'boolean'},
            'namespace':{'type':'string'}, 'a-b':{'type':'string'}, 'a__b':{'type':'string'},
            'port':{'x-kubernetes-int-or-string':true},
            'since':{'type':'string','format':'date-time'}, 'day':{'type':'string','format':'date'},
            'wait':{'type':'string','format':'duration'}, 'data':{'type':'string','format':'byte'},
            'labels':{'type':'object','additionalProperties':{'type':'string'}},
            'set':{'type':'array','x-kubernetes-list-type':'set','items':{'type':'string'}},
            'ports':{'type':'array','x-kubernetes-list-type':'map','x-kubernetes-list-map-keys':['name'],
              'items':{'type':'object','properties':{'name':{'type':'string'},'port':{'type':'integer'}}}},
            'free':{'x-kubernetes-preserve-unknown-fields':true},
            'missing':{'type':'string','nullable':true}
          }}}}
        """;

    private const string Document = """
        {'apiVersion':'v1','kind':'Thing','metadata':{'name':'one'},'spec':{
          'replicas':3,'ratio':2,'on':true,'namespace':'x','a-b':'dash','a__b':'under','port':'http',
          'since':'2024-02-29T10:00:00Z','day':'2024-02-29','wait':'1h30m','data':'aGVsbG8=',
          'labels':{'app':'web','a.b/c':'d'},'set':['b','a'],'ports':[{'name':'x','port':1},{'name':'y','port':2}],
          'free':{'any':1},'missing':null}}
        """;

    [TestCase("self.spec.replicas == 3 && self.metadata.name == 'one' && self.kind == 'Thing'")]
    [TestCase("self.spec.ratio == 2.0 && type(self.spec.ratio) == double")]
    [TestCase("self.spec.namespace == 'x' && self.spec.__namespace__ == 'x'")]
    [TestCase("self.spec.a__dash__b == 'dash' && self.spec.a__underscores__b == 'under'")]
    [TestCase("type(self.spec.port) == string && self.spec.port == 'http'")]
    [TestCase("self.spec.since < timestamp('2024-03-01T00:00:00Z') && self.spec.since.getDayOfYear() == 59")]
    [TestCase("self.spec.day.getDate() == 29")]
    [TestCase("self.spec.wait == duration('90m') && self.spec.wait.getMinutes() == 90")]
    [TestCase("self.spec.data == b'hello' && string(self.spec.data) == 'hello'")]
    [TestCase("self.spec.labels['a.b/c'] == 'd' && self.spec.labels.all(k, k in ['app', 'a.b/c'])")]
    [TestCase("self.spec.labels == {'a.b/c': 'd', 'app': 'web'}")]
    [TestCase("self.spec.set == ['a', 'b'] && self.spec.set + ['b', 'c'] == ['b', 'a', 'c']")]
    [TestCase("self.spec.ports + [self.spec.ports[0]] == self.spec.ports")]
    [TestCase("self.spec.ports.map(p, p.port) == [1, 2]")]
    [TestCase("!has(self.spec.missing)")]
    [TestCase("self.spec.?missing.orValue('none') == 'none' && self.spec.?namespace.hasValue()")]
    [TestCase("self.spec.ports.exists_one(i, p, p.name == 'y' && i == 1)")]
    [TestCase("self.spec.labels.transformMap(k, v, k == 'app', v + '!') == {'app': 'web!'}")]
    [TestCase("self.spec.ports.map(p, p.name).sortBy(n, n == 'x') == ['y', 'x']")]
    public void Schemas_give_values_their_types(string expression)
    {
        var environment = new CelEnvironment();
        var type = OpenApiTypes.From(Trees.Map(Schema), isResourceRoot: true)!;
        var activation = new CelActivation(1);
        activation.Set(environment.Declare("self", type), TypedValues.Read(Trees.Map(Document), type));

        var value = environment.Compile(expression, CelType.Bool).Evaluate(activation, out _);

        Assert.That(value.IsTrue, Is.True, value.ToString());
    }

    [TestCase("self.spec.free")]
    [TestCase("self.metadata.labels")]
    public void What_has_no_type_cannot_be_named(string expression)
    {
        var environment = new CelEnvironment();
        environment.Declare("self", OpenApiTypes.From(Trees.Map(Schema), isResourceRoot: true)!);
        Assert.That(() => environment.Compile(expression), Throws.TypeOf<CelCompileException>().With.Message.Contains("undefined field"));
    }

    [TestCase("object.spec.replicas > 2", "true")]
    [TestCase("object.spec.nothing", "no such key: nothing")]
    [TestCase("object.spec.ports[5].name", "index out of bounds: 5")]
    [TestCase("object.spec.replicas + 'a'", "no such overload")]
    [TestCase("object.spec.nothing == 1 || true", "true")]
    [TestCase("false && object.spec.nothing == 1", "false")]
    [TestCase("object.spec.ports.exists(p, p.nothing == 1 || p.port == 2)", "true")]
    [TestCase("object.metadata.name.matches('^o') ? 'yes' : 'no'", "yes")]
    [TestCase("object.spec.ports.filter(p, p.port > 1).map(p, p.name)", "[y]")]
    [TestCase("object.spec.?a.?b.orValue(7)", "7")]
    [TestCase("quantity('1Gi').isGreaterThan(quantity('500M'))", "true")]
    [TestCase("'a,b'.split(',')", "[a, b]")]
    [TestCase("ip('10.0.0.300')", "IP Address \"10.0.0.300\" parse error during conversion from string: ParseAddr(\"10.0.0.300\"): unable to parse IP")]
    [TestCase("cidr('10.0.0.0/8').containsIP('10.1.2.3') && !cidr('10.0.0.0/8').containsCIDR('0.0.0.0/0')", "true")]
    [TestCase("semver('1.2.3-rc.1').isLessThan(semver('v1.2.3', true))", "true")]
    [TestCase("url('https://a.b:80/c%20d?x=1&x=2').getQuery()['x']", "[1, 2]")]
    [TestCase("format.dns1123Label().validate('a_b').hasValue()", "true")]
    [TestCase("'%s has %d of %.2f, %x'.format(['a', 3, 2.5, 255])", "a has 3 of 2.50, ff")]
    [TestCase("sets.contains([1, 2, 3], [2]) && [3, 1].sort() == [1, 3] && [1, 2, 2].distinct().size() == 2", "true")]
    [TestCase("'abc123'.find('[0-9]+') + 'a1b2'.findAll('[a-z]').join('-')", "123a-b")]
    [TestCase("type(object.spec)", "map")]
    [TestCase("authorizer.group('apps').resource('deployments').namespace('x').check('get').allowed()", "true")]
    [TestCase("authorizer.path('/healthz').check('get').reason()", "path /healthz")]
    public void Documents_without_a_schema_are_known_when_evaluated(string expression, string expected)
    {
        var environment = new CelEnvironment();
        var document = environment.Declare("object", CelType.Dyn);
        var authorizer = environment.Declare("authorizer", AuthorizerLibrary.AuthorizerType);
        var activation = new CelActivation(environment.VariableCount);
        activation.Set(document, Trees.Map(Document));
        activation.Set(authorizer, AuthorizerLibrary.Authorizer(new Guard()));

        Assert.That(environment.Compile(expression).Evaluate(activation, out _).ToString(), Is.EqualTo(expected));
    }

    [TestCase("(?=a)", "invalid or unsupported Perl syntax: `(?=`")]
    [TestCase("a**", "invalid nested repetition operator: `**`")]
    [TestCase("*a", "missing argument to repetition operator: `*`")]
    [TestCase("(a", "missing closing ): `(a`")]
    [TestCase("a)", "unexpected ): `a)`")]
    [TestCase("[a", "missing closing ]: `[a`")]
    [TestCase(@"(a)\1", @"invalid escape sequence: `\1`")]
    [TestCase("a{1001}", "invalid repeat count: `{1001}`")]
    [TestCase("((a{100}){100}){100}", "invalid repeat count: `{100}`")]
    public void Patterns_that_RE2_refuses_are_refused(string pattern, string expected) =>
        Assert.That(
            () => new CelEnvironment().Compile($"'a'.matches(r'{pattern}')"),
            Throws.TypeOf<CelCompileException>().With.Message.Contains($"error parsing regexp: {expected}"));

    [TestCase("'a1'.matches('^[a-z]\\\\d$')", true)]
    [TestCase("'a\\n'.matches('a$')", false)]
    [TestCase("'é'.matches('^\\\\w$')", false)]
    [TestCase("'AB'.matches('(?i)^ab$')", true)]
    [TestCase("'x'.matches('^(?P<n>x)$')", true)]
    [TestCase("'a.b'.matches(r'^\\Qa.b\\E$')", true)]
    [TestCase("'λ'.matches(r'^\\p{Greek}$') && 'a'.matches('[[:alpha:]]')", true)]
    public void Patterns_mean_what_they_mean_to_RE2(string expression, bool expected) =>
        Assert.That(new CelEnvironment().Compile(expression).Evaluate(new CelActivation(0), out _).IsTrue, Is.EqualTo(expected));

    private sealed class Guard : ICelAuthorizer
    {
        public CelDecision Check(CelAccess access) => access.Path is { } path
            ? new CelDecision(false, $"path {path}")
            : new CelDecision(access is { Verb: "get", Group: "apps", Resource: "deployments", Namespace: "x" }, "");
    }
}
