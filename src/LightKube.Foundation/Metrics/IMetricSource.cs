namespace LightKube.Foundation.Metrics;

/// <summary>Something that can be measured, asked when somebody looks.</summary>
public interface IMetricSource
{
    void Write(MetricText text);
}
