using LightKube.Api.Cel.Libraries;
using LightKube.Api.Cel.Types;

namespace LightKube.Api.Cel.Admission;

/// <summary>The variables that expressions of admission know, and their places.</summary>
public sealed class PolicyEnvironment
{
    private const int None = -1;

    /// <param name="hasParams">There is a variable <c>params</c>.</param>
    /// <param name="hasAuthorizer">There are <c>authorizer</c> and <c>authorizer.requestResource</c>.</param>
    /// <param name="variables">The type of <c>variables</c>; null for none.</param>
    /// <param name="hasPatches">Expressions can make <c>Object</c>s and <c>JSONPatch</c>es.</param>
    /// <param name="objectType">The type of the object, for type checks; null when it is known only at evaluation.</param>
    /// <param name="paramType">That of the params likewise.</param>
    public PolicyEnvironment(bool hasParams, bool hasAuthorizer, DeclType? variables, bool hasPatches = false, DeclType? objectType = null, DeclType? paramType = null)
    {
        Cel = new CelEnvironment { FreeObjects = hasPatches };
        Declare("object", objectType);
        Declare("oldObject", objectType);
        Cel.Declare("namespaceObject", AdmissionTypes.Namespace);
        Cel.Declare("request", AdmissionTypes.Request);
        Params = hasParams ? Declare("params", paramType) : None;
        Variables = variables is null ? None : Cel.Declare("variables", variables);

        // Last, so that the others have the same places without them.
        Authorizer = hasAuthorizer ? Cel.Declare("authorizer", AuthorizerLibrary.AuthorizerType) : None;
        RequestResource = hasAuthorizer ? Cel.Declare("authorizer.requestResource", AuthorizerLibrary.ResourceCheckType) : None;
        if (hasPatches)
        {
            Cel.DeclareObject(JsonPatchLibrary.PatchType);
        }
    }

    public const int Object = 0;

    public const int OldObject = 1;

    public const int NamespaceObject = 2;

    public const int Request = 3;

    public CelEnvironment Cel { get; }

    /// <summary>-1 when there is none; so are the others.</summary>
    public int Params { get; }

    public int Variables { get; }

    public int Authorizer { get; }

    public int RequestResource { get; }

    /// <summary>The type of <c>variables</c>, to which each is added once it is compiled.</summary>
    public static DeclType VariablesType(IEnumerable<(string Name, CelType Type)> variables)
    {
        var fields = new List<DeclField>();
        foreach (var (name, type) in variables)
        {
            fields.Add(new DeclField(name, name, DeclType.Of(type)));
        }

        return DeclType.ObjectOf("kubernetes.variables", fields);
    }

    private int Declare(string name, DeclType? type) => type is null ? Cel.Declare(name, CelType.Dyn) : Cel.Declare(name, type);
}
