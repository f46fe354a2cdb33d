using RewardLab.Abstractions;
using RewardLab.Torch.Imaging;
using RewardLab.Torch.Text;
using RewardLab.Torch.Weights;

namespace RewardLab.Rewards.Onnx;

/// <summary>The two towers of a dual encoder, in two ONNX files or in one that wants both inputs at every call.</summary>
internal sealed class OnnxEncoders : IDisposable
{
    private const string TextOutput = "text_embeds";
    private const string ImageOutput = "image_embeds";
    private const string LogitsOutput = "logits_per_image";
    private const int MaxFixed = 1_024;
    private readonly OnnxSession _text;
    private readonly OnnxSession _vision;
    private readonly string _textOutput;
    private readonly string _imageOutput;
    private readonly int _imageSize;

    private OnnxEncoders(OnnxSession text, OnnxSession vision, string textOutput, string imageOutput, int imageSize)
    {
        (_text, _vision, _textOutput, _imageOutput, _imageSize) = (text, vision, textOutput, imageOutput, imageSize);
        var ids = text.Shape("input_ids", "texts", "tokens");
        var pixels = vision.Shape("pixel_values", "images", "3 channels", "rows", "columns");
        FixedTextCount = Fixed(text, "texts a call", ids[0]);
        FixedTokenCount = Fixed(text, "tokens a text", ids[1]);
        FixedImageCount = Fixed(vision, "images a call", pixels[0]);
        if (pixels[1] is >= 0 and not 3)
        {
            throw new RewardLabException($"{vision.Path}: wants images of {pixels[1]} channels; known here are 3: red, green and blue.");
        }
    }

    private bool IsJoint => ReferenceEquals(_text, _vision);

    /// <summary>Texts a call, where the file fixes it; 0 where any number goes.</summary>
    public int FixedTextCount { get; }

    /// <summary>Images a call, where the file fixes it; 0 where any number goes.</summary>
    public int FixedImageCount { get; }

    /// <summary>Tokens a text, where the file fixes it; 0 where any number goes.</summary>
    public int FixedTokenCount { get; }

    /// <summary>Side of an image in pixels, as the file or the preprocessor says.</summary>
    public int ImageSize => _imageSize;

    /// <summary>Opens the files of a folder, or of its folder "onnx".</summary>
    /// <exception cref="RewardLabException">They are not there, or are not those of a dual encoder.</exception>
    public static OnnxEncoders Open(ModelFolder files, OnnxOptions options, int imageSize, Action<string> log)
    {
        var places = files.HasSub("onnx") ? [files, files.Sub("onnx")] : new[] { files };
        var text = Find(places, "text_model.onnx");
        var vision = Find(places, "vision_model.onnx");
        var joint = Find(places, "model.onnx");
        if ((text is null || vision is null) && joint is null)
        {
            throw new RewardLabException($"{files.Path}: has neither model.onnx nor text_model.onnx and vision_model.onnx, here or in a folder 'onnx'.");
        }

        // Only the joint file knows the logit scale; else the two are faster, since neither tower runs for nothing.
        var isJoint = text is null || vision is null || (options.LogitScale && joint is not null);
        var first = OnnxSession.Open(isJoint ? joint! : text!, options.Provider, options.Device, log);
        OnnxSession? second = null;
        try
        {
            second = isJoint ? first : OnnxSession.Open(vision!, options.Provider, options.Device, log);
            return new OnnxEncoders(first, second, Output(first, TextOutput, joint ?? text!), Output(second, ImageOutput, joint ?? vision!), imageSize);
        }
        catch
        {
            first.Dispose();
            second?.Dispose();
            throw;
        }
    }

    /// <summary>Embeddings of texts, [texts][size], of length 1.</summary>
    public float[][] Texts(TokenBatch tokens) =>
        Rows(
            _text,
            _textOutput,
            _text.Run(Numbers(tokens), IsJoint ? Values(Blank()) : new Dictionary<string, (float[], int[])>(), _textOutput)[0],
            tokens.Count);

    /// <summary>Embeddings of images, [images][size], of length 1.</summary>
    public float[][] Images(PixelBatch pixels) =>
        Rows(
            _vision,
            _imageOutput,
            _vision.Run(IsJoint ? Numbers(AnyTokens()) : new Dictionary<string, (long[], int[])>(), Values(pixels), _imageOutput)[0],
            pixels.Count);

    /// <summary>The logit scale, read off one image's logits; null where the model gives none.</summary>
    public float? ReadLogitScale(TokenBatch tokens, PixelBatch pixels)
    {
        if (!IsJoint || !_text.Outputs.Contains(LogitsOutput))
        {
            return null;
        }

        var outputs = _text.Run(Numbers(tokens), Values(pixels), LogitsOutput, _textOutput, _imageOutput);
        var texts = Rows(_text, _textOutput, outputs[1], tokens.Count);
        var image = Rows(_text, _imageOutput, outputs[2], pixels.Count)[0];
        var (logits, shape) = outputs[0];
        if (shape is not [var images, var columns] || images != pixels.Count || columns != tokens.Count)
        {
            throw Mistaken(_text, LogitsOutput, shape, $"{pixels.Count} x {tokens.Count}");
        }

        // The text whose cosine is furthest from 0 tells it most exactly.
        var (cosine, logit) = texts.Select((text, i) => (Cosine: Dot(image, text), Logit: logits[i])).MaxBy(pair => Math.Abs(pair.Cosine));
        return (float)(logit / cosine);
    }

    /// <summary>Products of embeddings of length 1.</summary>
    /// <exception cref="RewardLabException">They are of different sizes.</exception>
    public static double Dot(float[] a, float[] b)
    {
        if (a.Length != b.Length)
        {
            throw new RewardLabException(
                $"The ONNX files of images and of texts do not belong together: their embeddings have {a.Length} and {b.Length} numbers.");
        }

        var sum = 0.0;
        for (var i = 0; i < a.Length; i++)
        {
            sum += (double)a[i] * b[i];
        }

        return sum;
    }

    public void Dispose()
    {
        _text.Dispose();
        if (!IsJoint)
        {
            _vision.Dispose();
        }
    }

    private static string? Find(IEnumerable<ModelFolder> places, string name) =>
        places.Where(place => place.HasFile(name)).Select(place => place.FilePath(name)).FirstOrDefault();

    // An output of the usual name, else the only one that has a row for each input and nothing more.
    private static string Output(OnnxSession session, string usual, string path) =>
        session.Outputs.Contains(usual) ? usual
        : session.Outputs.Where(session.IsMatrix).ToArray() is [var only] ? only
        : throw new RewardLabException($"{path}: has no output '{usual}', and no other that could be meant: {string.Join(", ", session.Outputs)}.");

    private static Dictionary<string, (long[] Values, int[] Shape)> Numbers(TokenBatch tokens)
    {
        int[] shape = [tokens.Count, tokens.Length];
        return new()
        {
            ["input_ids"] = (tokens.Ids, shape),
            ["attention_mask"] = (tokens.AttentionMask, shape),
            ["token_type_ids"] = (new long[tokens.Ids.Length], shape),
        };
    }

    private static Dictionary<string, (float[] Values, int[] Shape)> Values(PixelBatch pixels) =>
        new() { ["pixel_values"] = (pixels.Values, [pixels.Count, 3, pixels.Height, pixels.Width]) };

    private PixelBatch Blank()
    {
        var count = Math.Max(1, FixedImageCount);
        return new(new float[count * 3 * _imageSize * _imageSize], count, _imageSize, _imageSize);
    }

    private TokenBatch AnyTokens()
    {
        var (count, length) = (Math.Max(1, FixedTextCount), Math.Max(2, FixedTokenCount));
        var mask = new long[count * length];
        Array.Fill(mask, 1);
        return new TokenBatch(new long[count * length], mask, length, new bool[count]);
    }

    // What a file fixes is made at every call, so it may not be any number.
    private static int Fixed(OnnxSession session, string what, int value) =>
        value <= MaxFixed ? Math.Max(0, value) : throw new RewardLabException($"{session.Path}: fixes {value} {what}; at most {MaxFixed} are allowed.");

    private static float[][] Rows(OnnxSession session, string output, (float[] Values, int[] Shape) result, int count)
    {
        if (result.Shape is not [var given, > 0 and var size] || given != count)
        {
            throw Mistaken(session, output, result.Shape, $"{count} x the embedding's size");
        }

        var rows = result.Values.Chunk(size).ToArray();
        foreach (var row in rows)
        {
            var length = Math.Sqrt(Dot(row, row));
            for (var i = 0; i < row.Length; i++)
            {
                row[i] = (float)(row[i] / length);
            }
        }

        return rows;
    }

    private static RewardLabException Mistaken(OnnxSession session, string output, int[] shape, string wanted) =>
        new($"{session.Path}: gives '{output}' of shape {string.Join(" x ", shape)} where {wanted} is needed.");
}
