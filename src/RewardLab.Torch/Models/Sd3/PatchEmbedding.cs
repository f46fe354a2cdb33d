using RewardLab.Abstractions;
using RewardLab.Torch.Tensors;
using TorchSharp.Modules;
using TorchSharp.Utils;
using static TorchSharp.torch;

namespace RewardLab.Torch.Models.Sd3;

/// <summary>Patches of latents as tokens, each with its position: a stored table of sines and cosines, cut from the centre.</summary>
internal sealed class PatchEmbedding : nn.Module<Tensor, Tensor>
{
    private const string Positions = "pos_embed";
    private readonly Sd3TransformerConfig _config;

    [ComponentName(Name = "proj")]
    private readonly Conv2d _projection;

    internal PatchEmbedding(Sd3TransformerConfig config)
        : base(nameof(PatchEmbedding))
    {
        _config = config;
        _projection = nn.Conv2d(config.InChannels, config.Width, config.PatchSize, stride: config.PatchSize);
        RegisterComponents();
        register_buffer(Positions, SinusoidalPositions(config).DetachFromDisposeScope());
    }

    public override Tensor forward(Tensor latents) // [batch, in_channels, height, width]
    {
        using var scope = NewDisposeScope();
        var patches = _projection.call(latents); // [batch, width, rows, columns]
        var (rows, columns) = (patches.shape[2], patches.shape[3]);
        var side = _config.PosEmbedMaxSize;
        if (rows > side || columns > side)
        {
            throw new RewardLabException(
                $"Latents of {latents.shape[2]} x {latents.shape[3]} are {rows} x {columns} patches; this model has positions for {side} x {side}. "
                + $"Ask for images of at most {side * _config.PatchSize} latents a side.");
        }

        var table = get_buffer(Positions)!.view(side, side, -1).narrow(0, (side - rows) / 2, rows).narrow(1, (side - columns) / 2, columns);
        return patches.flatten(2).transpose(1, 2).Add(table.reshape(1, rows * columns, -1).to_type(patches.dtype)).MoveToOuterDisposeScope();
    }

    // Half of the channels for the column, half for the row; frequencies as in the original transformer, in double precision as the reference.
    private static Tensor SinusoidalPositions(Sd3TransformerConfig config) // [1, side * side, width]
    {
        using var scope = NewDisposeScope();
        var (side, quarter) = (config.PosEmbedMaxSize, config.Width / 4);
        var step = side / (double)(config.SampleSize / config.PatchSize); // the trained square spans the whole table
        var table = new float[side * 2 * quarter];
        for (var place = 0; place < side; place++)
        {
            var coordinate = (float)(place / step);
            for (var i = 0; i < quarter; i++)
            {
                var angle = coordinate * (1 / Math.Pow(10_000, i / (double)quarter));
                table[(place * 2 * quarter) + i] = (float)Math.Sin(angle);
                table[(place * 2 * quarter) + quarter + i] = (float)Math.Cos(angle);
            }
        }

        var half = tensor(table, [side, 2L * quarter]);
        var columns = half.unsqueeze(0).expand(side, side, 2L * quarter);
        var rows = half.unsqueeze(1).expand(side, side, 2L * quarter);
        return cat([columns, rows], 2).view(1, (long)side * side, config.Width).MoveToOuterDisposeScope();
    }
}
