using RewardLab.Torch.Models.Diffusion;
using static TorchSharp.torch;

namespace RewardLab.Torch.Tests.Models.Diffusion;

/// <summary>Keeps what named modules inside a model return, by forward hooks.</summary>
internal sealed class OutputRecorder : IDisposable
{
    private readonly Dictionary<string, Tensor> _outputs = new(StringComparer.Ordinal);

    public OutputRecorder(nn.Module model, IEnumerable<string> names)
    {
        var modules = model.named_modules().ToDictionary(entry => entry.name, entry => entry.module, StringComparer.Ordinal);
        foreach (var name in names)
        {
            Attach(modules[name], name);
        }
    }

    public Tensor this[string name] => _outputs[name];

    public void Dispose()
    {
        foreach (var output in _outputs.Values)
        {
            output.Dispose();
        }
    }

    private void Attach(nn.Module module, string name)
    {
        switch (module)
        {
            case DownBlock2D block:
                block.register_forward_hook((_, _, _, _, outputs) =>
                {
                    Keep(name, outputs[^1]);
                    return outputs;
                });
                break;
            case UpBlock2D block:
                block.register_forward_hook((_, _, _, _, _, output) => Keep(name, output));
                break;
            case nn.Module<Tensor, Tensor> one:
                one.register_forward_hook((_, _, output) => Keep(name, output));
                break;
            case nn.Module<Tensor, Tensor, Tensor> two:
                two.register_forward_hook((_, _, _, output) => Keep(name, output));
                break;
            case nn.Module<Tensor, Tensor, Tensor, Tensor> three:
                three.register_forward_hook((_, _, _, _, output) => Keep(name, output));
                break;
            default:
                throw new NotSupportedException($"{name} is a {module.GetType()}.");
        }
    }

    private Tensor Keep(string name, Tensor output)
    {
        _outputs[name] = output.detach().clone().DetachFromDisposeScope();
        return output;
    }
}
