using LightKube.Api.Documents;
using LightKube.Api.Errors;
using LightKube.ApiServer.Admission;
using LightKube.ApiServer.Authentication;
using LightKube.ApiServer.Tests.Objects;

namespace LightKube.ApiServer.Tests.Admission;

/// <summary>Sends writes through one plugin.</summary>
internal static class AdmissionRig
{
    public static Document Create(this IAdmissionPlugin plugin, string json, UserInfo? user = null, string subresource = "")
    {
        var document = ObjectsInMemory.Parse(json);
        return plugin.Send(AdmissionVerb.Create, document, null, user, subresource).Object!;
    }

    public static AdmissionRequest Send(
        this IAdmissionPlugin plugin,
        AdmissionVerb verb,
        Document? document,
        Document? old,
        UserInfo? user = null,
        string subresource = "")
    {
        var any = (document ?? old)!;
        var request = new AdmissionRequest
        {
            Verb = verb,
            Kind = any.Schema,
            Subresource = subresource,
            Namespace = any.Namespace,
            Name = any.Name,
            Object = document,
            Old = old,
            User = user ?? new UserInfo("jane"),
        };
        if (plugin.Handles(request))
        {
            plugin.MutateAsync(request, CancellationToken.None).AsTask().GetAwaiter().GetResult();
            plugin.ValidateAsync(request, CancellationToken.None).AsTask().GetAwaiter().GetResult();
        }

        return request;
    }

    /// <summary>The message of the refusal; empty when the write is admitted.</summary>
    public static string Refusal(Action write)
    {
        try
        {
            write();
            return "";
        }
        catch (ApiException e) when (e.IsForbidden || e.IsNotFound)
        {
            return e.Message;
        }
    }
}
