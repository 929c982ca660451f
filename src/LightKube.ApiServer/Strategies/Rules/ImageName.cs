namespace LightKube.ApiServer.Strategies.Rules;

/// <summary>What the pull policy depends on: an image that is called latest is asked for at every start.</summary>
internal static class ImageName
{
    public static string DefaultPullPolicy(string image)
    {
        if (image.Contains('@'))
        {
            return "IfNotPresent";
        }

        var tag = image.LastIndexOf(':');
        var isTag = tag > image.LastIndexOf('/');
        return isTag && !image.AsSpan(tag + 1).SequenceEqual("latest") ? "IfNotPresent" : "Always";
    }
}
