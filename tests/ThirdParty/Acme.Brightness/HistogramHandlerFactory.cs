using RewardLab.Abstractions;

namespace Acme.Brightness;

[ExportUnitHandler("acme.histogram")]
public sealed class HistogramHandlerFactory : IUnitHandlerFactory
{
    public IUnitHandler Create(ComponentContext context) => new HistogramHandler();
}
