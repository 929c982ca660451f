#nullable enable
using System;
using System.Collections.Generic;
using System.Linq;

namespace LightKube.Api.Generator;

/// <summary>How schema names become C# names.</summary>
internal static class Names
{
    public const string Api = "global::LightKube.Api.";
    public const string Views = Api + "Views.";
    public const string Documents = Api + "Documents.";
    public const string Quantities = Api + "Quantities.";

    private static readonly Dictionary<string, string> Groups = new Dictionary<string, string>
    {
        ["admissionregistration"] = "AdmissionRegistration",
        ["apidiscovery"] = "ApiDiscovery",
        ["apiextensions"] = "ApiExtensions",
        ["apiregistration"] = "ApiRegistration",
        ["apiserverinternal"] = "ApiServerInternal",
        ["flowcontrol"] = "FlowControl",

        // 'Node' is the name of a type that everybody uses.
        ["node"] = "Nodes",
    };

    /// <summary><c>core/v1</c> is <c>LightKube.Api.Core.V1</c>.</summary>
    public static string Namespace(string package)
    {
        var parts = package.Split('/');
        var group = Groups.TryGetValue(parts[0], out var known) ? known : Upper(parts[0]);
        return "LightKube.Api." + group + "." + Upper(parts[1]).Replace("beta", "Beta").Replace("alpha", "Alpha");
    }

    /// <summary><c>x-kubernetes-list-type</c> is <c>XKubernetesListType</c>.</summary>
    public static string Property(string field, string type)
    {
        var name = string.Concat(field.Split('-', '$', '.').Where(part => part.Length > 0).Select(Upper));
        return name == type || name == "Map" ? name + "Value" : name;
    }

    private static string Upper(string word) => char.ToUpperInvariant(word[0]) + word.Substring(1);
}
