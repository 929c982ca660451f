using LightKube.Api.Validation;

namespace LightKube.ApiServer.Validation.Volumes;

/// <summary>The volumes that containers may mount: those in which nothing is wrong.</summary>
/// <param name="volumes"><c>spec.volumes</c>.</param>
/// <param name="wrong">Indexes of those with errors; null when there are none.</param>
internal readonly struct VolumeSet(Field volumes, HashSet<int>? wrong)
{
    /// <summary>The volume of that name, or a field that is not set.</summary>
    public Field Find(string name)
    {
        for (var i = 0; i < volumes.Count; i++)
        {
            if (volumes.Value.AsList![i].AsMap?.GetString("name") == name && wrong?.Contains(i) != true)
            {
                return volumes[i];
            }
        }

        return volumes.With(default);
    }
}
