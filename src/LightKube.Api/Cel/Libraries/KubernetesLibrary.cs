using LightKube.Api.Cel.Checking;

namespace LightKube.Api.Cel.Libraries;

/// <summary>All functions that Kubernetes 1.36 offers to expressions.</summary>
internal static class KubernetesLibrary
{
    public static FunctionTable Make()
    {
        var table = new FunctionTable();
        StandardLibrary.Declare(table);
        OptionalLibrary.Declare(table);
        TextLibrary.Declare(table);
        FormatLibrary.Declare(table);
        ListLibrary.Declare(table);
        SetLibrary.Declare(table);
        RegexLibrary.Declare(table);
        UrlLibrary.Declare(table);
        IpLibrary.Declare(table);
        CidrLibrary.Declare(table);
        QuantityLibrary.Declare(table);
        SemverLibrary.Declare(table);
        NamedFormatLibrary.Declare(table);
        AuthorizerLibrary.Declare(table);
        JsonPatchLibrary.Declare(table);
        return table;
    }
}
