using LightKube.Api.Cel.Checking;
using LightKube.Api.Cel.Evaluation;
using LightKube.Api.Cel.Libraries;
using LightKube.Api.Cel.Parsing;
using LightKube.Api.Cel.Types;
using LightKube.Api.Cel.Values;

namespace LightKube.Api.Cel;

/// <summary>
/// What expressions can use: variables with their types, and the functions that Kubernetes 1.36 offers. Made once for a kind of
/// expression and used for many; variables are declared before the first is compiled.
/// </summary>
public sealed class CelEnvironment
{
    private static readonly Lazy<FunctionTable> Kubernetes = new(KubernetesLibrary.Make);
    private static readonly Scope TypeNames = MakeTypeNames();

    private readonly Dictionary<string, DeclType> _objectTypes = new(StringComparer.Ordinal);
    private readonly Macros _macros;

    public CelEnvironment()
        : this(Kubernetes.Value, new Macros())
    {
    }

    internal CelEnvironment(FunctionTable functions, Macros macros)
    {
        Functions = functions;
        _macros = macros;
        Names = new Scope(null);
        foreach (var constant in TypeNames.All)
        {
            Names.Add(constant);
        }
    }

    /// <summary>How many variables are declared.</summary>
    public int VariableCount { get; private set; }

    /// <summary>Fields named by a reserved word, such as <c>namespace</c>, may be written as they are.</summary>
    public bool ReservedFieldNames { get; init; } = true;

    internal Scope Names { get; }

    internal FunctionTable Functions { get; }

    /// <summary>Lists and maps may mix types in a literal, which Kubernetes does not allow.</summary>
    internal bool MixedLiterals { get; init; }

    /// <summary>Declares a variable.</summary>
    /// <param name="name">As expressions name it.</param>
    /// <param name="type">Its type, with the sizes from which costs are estimated.</param>
    /// <returns>Its place in a <see cref="CelActivation"/>.</returns>
    public int Declare(string name, DeclType type)
    {
        var slot = VariableCount++;
        Names.Add(new Declaration(name, type.Type) { Slot = slot, Declared = type });
        return slot;
    }

    /// <summary>Declares a variable of which no sizes are known.</summary>
    public int Declare(string name, CelType type)
    {
        var slot = VariableCount++;
        Names.Add(new Declaration(name, type) { Slot = slot });
        return slot;
    }

    /// <summary>Lets expressions make objects of that type: <c>Name{field: value}</c>.</summary>
    public void DeclareObject(DeclType type) => _objectTypes[type.Name] = type;

    /// <summary>Lets expressions make objects whose fields nothing declares: of types called <c>Object</c>, <c>Object.spec</c> and so on.</summary>
    public bool FreeObjects { get; init; }

    internal DeclType? FindObjectType(string name)
    {
        if (!_objectTypes.TryGetValue(name, out var type) && FreeObjects && (name == "Object" || name.StartsWith("Object.", StringComparison.Ordinal)))
        {
            type = DeclType.FreeObject(name);
        }

        return type;
    }

    /// <summary>Parses, checks and plans an expression.</summary>
    /// <param name="expression">Its text.</param>
    /// <param name="results">The types its value may have; any when there are none.</param>
    /// <exception cref="CelCompileException">It is not valid, or its type is not one of those.</exception>
    public CelProgram Compile(string expression, params ReadOnlySpan<CelType> results)
    {
        var source = new CelSource(expression);
        var issues = new CelIssues(source);
        var expr = Parser.Parse(source, issues, _macros);
        if (expr is not null)
        {
            Checker.Check(expr, this, issues);
        }

        ThrowIfAny(issues);
        RequireType(expr!.Type!, results);
        var (root, locals) = Planner.Plan(expr, this, issues);
        ThrowIfAny(issues);
        return new CelProgram(expression, expr, root, locals, this);
    }

    private static void ThrowIfAny(CelIssues issues)
    {
        if (issues.Any)
        {
            throw new CelCompileException($"compilation failed: {issues}");
        }
    }

    private static void RequireType(CelType type, ReadOnlySpan<CelType> results)
    {
        if (results.IsEmpty)
        {
            return;
        }

        foreach (var wanted in results)
        {
            if (type.Same(wanted))
            {
                return;
            }
        }

        throw new CelCompileException(results.Length == 1
            ? $"must evaluate to {Named(results[0])} but got {Named(type)}"
            : $"must evaluate to one of [{string.Join(' ', Array.ConvertAll(results.ToArray(), Named))}] but got {Named(type)}");
    }

    private static string Named(CelType type) => type.Parameters.Length == 0 ? type.Name : type.ToString();

    private static Scope MakeTypeNames()
    {
        var scope = new Scope(null);
        (string Name, CelType Type)[] types =
        [
            ("bool", CelType.Bool), ("bytes", CelType.Bytes), ("double", CelType.Double), ("int", CelType.Int), ("uint", CelType.Uint),
            ("string", CelType.String), ("list", CelType.ListOfDyn), ("map", CelType.MapOfDyn), ("null_type", CelType.Null), ("type", CelType.Type),
            ("google.protobuf.Timestamp", CelType.Timestamp), ("google.protobuf.Duration", CelType.Duration),
            ("optional_type", CelType.Optional(CelType.Dyn)), ("net.IP", IpLibrary.AddressType), ("net.CIDR", CidrLibrary.NetworkType),
        ];
        foreach (var (name, type) in types)
        {
            scope.Add(new Declaration(name, CelType.TypeOf(type)) { Constant = type });
        }

        return scope;
    }
}
